"""What a ledger's row learns from other lists: who serves the firm, what was agreed, what was done for a person."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from tests.sand_table import World, build_world, officer

from baigong.domains.activities.costs import add_cost
from baigong.domains.activities.models import Activity
from baigong.domains.agreements.models import Agreement
from baigong.domains.canvass.models import Contact
from baigong.domains.cases.models import Case, CaseStep
from baigong.domains.cohorts.models import Cohort, Participation
from baigong.domains.commissioners.models import Assignment, PublicContact
from baigong.domains.facilities.models import Facility
from baigong.domains.measurements.models import Measurement
from baigong.domains.parties.models import Credential, PartyLink
from baigong.domains.placements.hiring import add_proof, record_insurance
from baigong.domains.placements.models import Engagement, InsuranceSpan
from baigong.domains.placements.services import introduce
from baigong.domains.reports.sources import sources
from baigong.domains.reports.widening import Widening, widened
from baigong.domains.reports.widenings import WIDENINGS
from baigong.domains.shortages.models import Need, NeedReport
from baigong.domains.shortages.services import report_need
from baigong.domains.statuses.models import Status
from baigong.domains.users.models import Post
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

DAY = datetime.date(2026, 3, 20)
HERE, THERE, COUNTY = "1.1.1.1", "1.1.1.2", "1.1"
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    with clock.at(DAY):
        return build_world()


def at(world: World, key: str = HERE) -> dict[str, Any]:
    return {"place_path": world.places[key].path, "county_id": world.places[key].county_id}


def rows_of(world: World, name: str) -> list[dict[str, Any]]:
    source = sources()[name]
    return list(source.rows_with(source.fields)(world.places[COUNTY].path, DAY))


def row_of(world: World, name: str, row_id: Any) -> dict[str, Any]:
    return next(row for row in rows_of(world, name) if row["id"] == row_id)


def serve(world: World) -> Assignment:
    """The county's officer serves the firm; one matter of it was answered after four days and is still in hand."""
    officer(world, "county_officer", COUNTY)
    post = Post.objects.get(user__username=f"county_officer-{COUNTY}")
    PublicContact.objects.create(
        post=post, place=world.places[COUNTY], name_shown="某专员", title="专员", office="县人社局",
        office_telephone="0000-1234", **at(world, COUNTY),
    )  # fmt: skip
    case = Case.objects.create(
        kind="difficulty", label="夜班没有公交", place=world.places[HERE], organisation=world.firms[HERE],
        opened_on=datetime.date(2026, 3, 1), due_on=datetime.date(2026, 3, 31), responsible_text="交通局",
        state="in_hand", **at(world),
    )  # fmt: skip
    for sequence, (kind, day, said) in enumerate(
        (("answer", 5, "加开两班"), ("review", 8, "满意"), ("extend", 9, "")), 1
    ):
        CaseStep.objects.create(
            case=case, sequence=sequence, kind=kind, happened_on=datetime.date(2026, 3, day),
            answer_text=said, **at(world),
        )  # fmt: skip
    return Assignment.objects.create(
        kind="commissioner", post=post, organisation=world.firms[HERE], starts_on=datetime.date(2026, 1, 1),
        **at(world),
    )  # fmt: skip


def test_who_answers_for_a_firm_stands_with_telephone_task_duty_and_clock(world: World) -> None:
    with system_scope("试"), clock.at(DAY):
        assignment = serve(world)
        row = row_of(world, "lists.assignments", assignment.id)
        assert (row["office_telephone"], row["open_headcount"]) == ("0000-1234", 3)
        assert (row["case_labels"], row["responsible_text"]) == (("夜班没有公交",), "交通局")
        assert (row["answer_days"], row["due_on"]) == (4, datetime.date(2026, 3, 31))
        assert row["linked_count"] is None  # a commissioner is no link
        case = Case.objects.get()
        told = row_of(world, "lists.cases", case.id)
        assert (told["answered_on"], told["on_time"]) == (datetime.date(2026, 3, 5), True)
        assert (told["review_text"], told["put_off_count"]) == ("满意", 1)


def test_a_liaison_named_after_the_plans_day_is_told_so(world: World) -> None:
    with system_scope("试"):
        officer(world, "county_officer", COUNTY)
        post = Post.objects.get(user__username=f"county_officer-{COUNTY}")
        found = {}
        for key, day in ((COUNTY, datetime.date(2021, 4, 8)), ("1.2", datetime.date(2021, 4, 9))):
            with clock.at(day):
                found[key] = Assignment.objects.create(
                    kind="liaison", post=post, target_place=world.places[key], starts_on=day, **at(world, key)
                )
        source = sources()["lists.assignments"]
        rows = {
            row["id"]: row
            for row in source.rows_with(["in_time"])(world.places["0"].path, datetime.date(2021, 5, 1))
        }
        assert [rows[found[key].id]["in_time"] for key in (COUNTY, "1.2")] == [True, False]
        assert rows[found[COUNTY].id]["target_label"] == "地1.1"


def test_a_shortage_says_who_serves_it_who_asked_and_when_again(world: World) -> None:
    with system_scope("试"), clock.at(DAY):
        serve(world)
        asker = officer(world, "county_officer", COUNTY)
        need = world.needs[HERE]
        report_need(by=str(asker.id), need=need, contact_way="call", values={"headcount": 4}, reported_on=DAY)
        row = row_of(world, "shortages.shortage_list", need.id)
        assert (row["commissioner_name"], row["surveyor_label"]) == (asker.display_name, asker.display_name)
        assert (row["quarter_label"], row["grid_label"]) == ("2026年第1季度", "地1.1.1.1")
        assert row["next_contact_on"] == DAY + datetime.timedelta(days=30)
        week = row_of(world, "reports.weekly_needs", need.id)
        assert week["reported_this_week"] is True and week["solved_channels"] is None
        hired = _hire(world)
        assert row_of(world, "reports.weekly_needs", need.id)["solved_channels"] is None, (
            "nothing proves it yet"
        )
        add_proof(by="test", engagement=hired, kind="contract", signed_on=DAY)
        add_proof(by="test", engagement=hired, kind="registration", signed_on=DAY, certainty=3)
        record_insurance(by="test", engagement=hired, first_month=202603, months=1)
        solved = row_of(world, "reports.weekly_needs", need.id)
        assert (solved["solved_channels"], solved["filled_count"]) == (("窗口介绍1人",), 1)


def _hire(world: World, kind: str = "employee", **values: Any) -> Engagement:
    made = introduce(by="test", vacancy=world.vacancies[HERE], registration=world.registrations[HERE], on=DAY)
    return Engagement.objects.create(
        person=world.persons[HERE], employer=world.firms[HERE], kind=kind, introduction=made,
        need=world.needs[HERE], starts_on=DAY, **values, **at(world),
    )  # fmt: skip


def test_a_person_stands_with_status_last_service_and_why_not_reached(world: World) -> None:
    with system_scope("试"), clock.at(DAY):
        person, entry = world.persons[HERE], world.registrations[HERE]
        Status.objects.create(
            party_id=person.id, code="from-elsewhere", starts_on=datetime.date(2026, 1, 1), **at(world)
        )
        fair = Activity.objects.create(
            kind="session",
            label="职业指导",
            place=world.places[HERE],
            held_on=datetime.date(2026, 2, 1),
            **at(world),
        )
        Participation.objects.create(
            activity=fair, party_id=person.id, role="served", result_code="intent", **at(world)
        )
        Contact.objects.create(
            person=person, registration=entry, place=world.places[HERE], outcome="unreachable", reason="moved",
            contacted_on=DAY, contacted_by="test", **at(world),
        )  # fmt: skip
        row = row_of(world, "workers.supply_list", entry.id)
        assert (row["status_labels"], row["missed_reason"]) == (("外来务工人员",), "搬走了")
        assert (row["service_label"], row["service_result"]) == ("职业指导", "达成意向")
        assert row["recommended_firm"] is None
        introduce(by="test", vacancy=world.vacancies[HERE], registration=entry, on=DAY)
        later = row_of(world, "workers.supply_list", entry.id)
        assert (later["service_label"], later["recommended_firm"]) == ("岗位介绍", "企业1.1.1.1")


def test_a_person_stands_with_the_last_plan_of_aid_as_of_the_day(world: World) -> None:
    with system_scope("试"), clock.at(DAY):
        entry = world.registrations[HERE]
        for opened, needs in (
            (datetime.date(2026, 1, 1), "学手艺"),
            (datetime.date(2026, 2, 1), "离家近的活"),
        ):
            Case.objects.create(
                kind="aid_plan", label=needs, person=world.persons[HERE], place=world.places[HERE],
                measure_text="推荐镇上岗位", responsible_text="王专员", opened_on=opened,
                due_on=datetime.date(2026, 4, 1), **at(world),
            )  # fmt: skip
        row = row_of(world, "workers.supply_list", entry.id)
        assert (row["aid_need"], row["aid_review_on"]) == ("离家近的活", datetime.date(2026, 4, 1))
        assert (row["aid_measures"], row["aid_result"]) == ("推荐镇上岗位", None)


def test_a_platform_stands_with_partners_regulator_credit_and_its_workers_rights(world: World) -> None:
    with system_scope("试"), clock.at(DAY):
        firm, partner = world.firms[HERE], world.firms[THERE]
        since = datetime.date(2026, 1, 1)
        for kind, other, routed in (
            ("partner_firm", partner, True),
            ("regulator", world.firms["1.1.2.1"], None),
        ):
            PartyLink.objects.create(
                from_party_id=firm.id, to_party_id=other.id, kind=kind, is_pay_routed=routed, starts_on=since,
                **at(world),
            )  # fmt: skip
        Status.objects.create(
            party_id=firm.id, code="wage-arrears", document="裁1号", starts_on=since, **at(world)
        )
        Case.objects.create(
            kind="grievance",
            label="扣款",
            place=world.places[HERE],
            organisation=firm,
            opened_on=since,
            **at(world),
        )
        hired = _hire(world, "platform", host=partner)
        add_proof(by="test", engagement=hired, kind="contract", signed_on=DAY, is_electronic=True)
        InsuranceSpan.objects.create(
            person=world.persons[HERE],
            employer=firm,
            scheme="injury",
            first_month=202603,
            months=1,
            **at(world),
        )
        count = Measurement.objects.create(
            indicator="platform-workers", organisation=firm, place=world.places[HERE], period_starts_on=since,
            period_ends_before=DAY, number=12, unit="人", **at(world),
        )  # fmt: skip
        row = row_of(world, "lists.measurements", count.id)
        assert (row["partner_names"], row["regulator_names"]) == (("企业1.1.1.2",), ("企业1.1.2.1",))
        assert row["credit_labels"] == ("拖欠工资记录（裁1号）",)
        assert (row["grievance_count"], row["grievance_open_count"]) == (1, 1)
        assert [row[f"workers_{name}"] for name in ("known", "contracted", "insured")] == [1, 1, 1]
        worker = row_of(world, "placements.hires", hired.id)
        assert (worker["pay_way"], worker["contract_form"]) == ("由合作企业发放", "电子")
        assert (worker["insured_schemes"], worker["insured_months"]) == (("工伤",), 1)


def test_the_same_subsidy_twice_in_a_year_is_counted(world: World) -> None:
    with system_scope("试"), clock.at(DAY):
        for month in (1, 2):
            last = Measurement.objects.create(
                indicator="paid-elsewhere", detail="稳岗补贴", organisation=world.firms[HERE],
                place=world.places[HERE], period_starts_on=datetime.date(2026, month, 1),
                period_ends_before=DAY, number=100, unit="fen", **at(world),
            )  # fmt: skip
        row = row_of(world, "lists.measurements", last.id)
        assert (row["year"], row["repeats"]) == (2026, 2)


def test_a_base_stands_with_agreement_activities_deliveries_and_judgement(world: World) -> None:
    with system_scope("试"), clock.at(DAY):
        owner = world.firms[HERE]
        base = Facility.objects.create(
            kind="base_site", label="协作基地", place=world.places[HERE], owner=owner, **at(world)
        )
        Agreement.objects.create(
            kind="labour_cooperation", first=world.firms[THERE], second=owner, signed_on=DAY, starts_on=DAY,
            annual_fee_fen=1_200_000, **at(world),
        )  # fmt: skip
        held = Activity.objects.create(
            kind="matching",
            label="对接会",
            organiser=owner,
            place=world.places[HERE],
            held_on=DAY,
            **at(world),
        )
        Measurement.objects.create(
            indicator="delivered-headcount", organisation=owner, place=world.places[HERE], period_starts_on=DAY,
            period_ends_before=DAY + datetime.timedelta(days=1), number=30, unit="人", **at(world),
        )  # fmt: skip
        Status.objects.create(
            facility=base, code="cooperation-base", value="优秀", starts_on=DAY, **at(world)
        )
        row = row_of(world, "lists.facilities", base.id)
        assert (row["agreement_label"], row["annual_fee_fen"]) == ("劳务协作", 1_200_000)
        assert (row["activity_count"], row["delivered_count"]) == (1, 30)
        assert row["recognition_labels"] == ("劳务合作基地（优秀）",)
        add_cost(by="test", activity=held, kind="venue", amount_fen=50_000, voucher="票1")
        assert row_of(world, "lists.activities", held.id)["cost_fen"] == 50_000


def test_an_intake_stands_with_who_stayed_and_a_guest_with_nights(world: World) -> None:
    with system_scope("试"), clock.at(DAY):
        person = world.persons[HERE]
        intake = Cohort.objects.create(
            kind="trainee_intake", label="春季见习", organiser=world.firms[HERE], place=world.places[HERE],
            starts_on=datetime.date(2026, 1, 1), ends_before=datetime.date(2026, 4, 1), **at(world),
        )  # fmt: skip
        trainee = Participation.objects.create(
            cohort=intake, party_id=person.id, role="trainee", joined_on=datetime.date(2026, 1, 1),
            left_on=datetime.date(2026, 3, 1), is_completed=True, result_code="retained", **at(world),
        )  # fmt: skip
        row = row_of(world, "lists.cohorts", intake.id)
        assert (row["months"], row["joined_count"], row["retained_percent"]) == (3, 1, 100)
        other = Participation.objects.create(
            cohort=intake,
            party_id=world.persons[THERE].id,
            role="trainee",
            result_code="retained",
            **at(world),
        )
        row = row_of(
            world, "lists.cohorts", intake.id
        )  # who stayed and did not complete counts nowhere (PD-10b)
        assert (row["joined_count"], row["completed_count"], row["retained_percent"]) == (2, 1, 100)
        assert row_of(world, "lists.cohort_people", other.id)["stipend_paid_on"] is None
        assert row_of(world, "lists.cohort_people", trainee.id)["months"] == 2
        stay = Activity.objects.create(
            kind="session",
            label="驿站三月",
            place=world.places[HERE],
            held_on=DAY,
            venue_text="青年驿站",
            **at(world),
        )
        guest = Participation.objects.create(
            activity=stay, party_id=person.id, role="served", joined_on=DAY,
            left_on=DAY + datetime.timedelta(days=2), **at(world),
        )  # fmt: skip
        Credential.objects.create(
            person=person, kind="degree", label="某校", issued_on=datetime.date(2025, 7, 1), **at(world)
        )
        lodged = row_of(world, "lists.activity_people", guest.id)
        assert (lodged["nights"], lodged["graduated_on"]) == (2, datetime.date(2025, 7, 1))


def test_only_what_a_ledger_asks_for_is_looked_up() -> None:
    def refuse(rows: Any, on: Any) -> Any:
        raise AssertionError("not asked for")

    source = sources()["workers.supply_list"]
    assert len(source.more) == 4
    rows = widened(
        lambda path, on: iter([{"id": 1}]), [Widening({"more": "更多"}, lambda rows, on: {1: {"more": 2}})]
    )
    assert list(rows("", DAY)) == [{"id": 1, "more": 2}]
    with pytest.raises(AssertionError):
        list(widened(lambda path, on: iter([{"id": 1}]), [Widening({"more": "更多"}, refuse)])("", DAY))
    assert source.rows_with({"name"}) == source.rows


def test_a_widening_never_takes_a_field_that_a_source_has() -> None:
    for name, more in WIDENINGS.items():
        own = set(sources()[name].fields)
        wide = [field for each in more for field in each.fields]
        assert len(wide) == len(set(wide)), name
        assert set(wide) <= own


def test_a_trainee_stands_with_what_proves_stipend_insurance_and_attendance(world: World) -> None:
    """PD-10a, LG-31: of stipends and attendance the last, of the insurance the first."""
    with system_scope("试"), clock.at(DAY):
        person, base, since = world.persons[HERE], world.firms[HERE], datetime.date(2026, 1, 1)
        intake = Cohort.objects.create(
            kind="trainee_intake", label="春季见习", organiser=base, place=world.places[HERE], starts_on=since,
            **at(world),
        )  # fmt: skip
        trainee = Participation.objects.create(
            cohort=intake, party_id=person.id, role="trainee", joined_on=since, **at(world)
        )
        held = Engagement.objects.create(
            person=person, employer=base, kind="trainee", starts_on=since, **at(world)
        )
        for month in (1, 2):
            day = datetime.date(2026, month, 28)
            add_proof(by="t", engagement=held, kind="stipend", signed_on=day, monthly_fen=150_000 + month)
            add_proof(by="t", engagement=held, kind="accident", signed_on=day)
            add_proof(by="t", engagement=held, kind="attendance", signed_on=day)
        row = row_of(world, "lists.cohort_people", trainee.id)
    first, last = datetime.date(2026, 1, 28), datetime.date(2026, 2, 28)
    assert (row["stipend_paid_on"], row["stipend_monthly_fen"]) == (last, 150_002)
    assert (row["accident_insured_on"], row["attendance_confirmed_on"]) == (first, last)


@pytest.mark.parametrize(
    ("first", "is_long"), [(datetime.date(2025, 12, 20), True), (datetime.date(2025, 12, 21), False)]
)
def test_a_shortage_open_for_the_plans_months_is_a_long_gap(
    world: World, first: datetime.date, is_long: bool
) -> None:
    """Three months to the day are long, one day less is not; opened again it counts anew."""
    with system_scope("试"), clock.at(DAY):
        need = world.needs[HERE]
        Need.objects.filter(id=need.id).update(recorded_at=clock.now())
        NeedReport.objects.filter(need=need).delete()
        NeedReport.objects.create(need=need, organisation=need.organisation, reported_on=first, **at(world))
        row = row_of(world, "shortages.shortage_list", need.id)
        assert (row["open_since"], row["is_long_gap"]) == (first, is_long)
        Need.objects.filter(id=need.id).update(reopened_on=DAY, reopened_reason="又缺了")
        again = row_of(world, "shortages.shortage_list", need.id)
        assert (again["open_months"], again["is_long_gap"]) == (0, False)
