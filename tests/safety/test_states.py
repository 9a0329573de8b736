"""What may still be done depends on how far something has come, whatever came before (reliability tests 21 and 75).

Random sequences of deeds on one vacancy, one introduction and one policy are held against a reference of a few lines,
written from the plans and not from the code. After each deed rows are also attacked behind the services' backs: what
has been answered, closed or published is refused by the database itself.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.sand_table import SINCE, World, build_world

from baigong.domains.placements import services as placing
from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.hiring import hire
from baigong.domains.placements.models import Engagement, Introduction, IntroductionStep
from baigong.domains.placements.services import introduce, invite, take_step
from baigong.domains.policies import publishing
from baigong.domains.policies.errors import PolicyError
from baigong.domains.policies.models import PolicyItem, PolicyVersion
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.services import VacancyError, close_vacancy, publish_vacancies
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

pytestmark = pytest.mark.django_db
AT = "1.1.1.1"
DESK = {"county_officer", "village_officer", "commissioner"}
FIRM, PERSON = DESK | {"employer"}, DESK | {"seeker"}
ROLES = sorted(DESK | {"employer", "seeker", "leader", "auditor", "administrator"})
WAITING = {"introduced", "interview_set", "interviewed"}
# Step → the states it starts from, the state it leads to, who may take it.
STEPS: dict[str, tuple[set[str], str, set[str]]] = {
    "agree": ({"invited"}, "introduced", PERSON),
    "set_interview": ({"introduced"}, "interview_set", FIRM),
    "interview": ({"introduced", "interview_set"}, "interviewed", FIRM),
    "hire": (WAITING, "hired", FIRM),
    "person_refuses": (WAITING | {"invited"}, "refused_by_person", PERSON),
    "employer_refuses": (WAITING, "refused_by_employer", FIRM),
    "take_back": ({"invited"}, "withdrawn", {"employer"}),
    "withdraw": ({"invited", "introduced"}, "withdrawn", DESK),
}
REFUSED = (PlacementError, VacancyError, PolicyError)


class Rights(RuleBasedStateMachine):
    """The real services beside the reference; one world for all sequences, each undone at its end."""

    world: ClassVar[World]

    @initialize()
    def begin(self) -> None:
        self.undone, self.scope = transaction.atomic(), system_scope("试验")
        self.undone.__enter__(), self.scope.__enter__()
        self.vacancy, self.entry = self.world.vacancies[AT], self.world.registrations[AT]
        self.is_public = self.is_closed = False
        self.states: dict[Any, str] = {}
        self.step_count, self.latest = 0, None
        self.policy, self.policy_state = _policy(self.world), "draft"
        self.version_count, self.is_out, self.is_revised, self.words = 0, False, False, 0

    def teardown(self) -> None:
        if hasattr(self, "undone"):
            transaction.set_rollback(True)
            self.scope.__exit__(None, None, None)
            self.undone.__exit__(None, None, None)

    def done(self, deed: Callable[[], Any], *, may: bool) -> Any:
        """Do it if the reference lets it be done; else it must be refused and change nothing."""
        try:
            with transaction.atomic():
                made = deed()
        except REFUSED as refusal:
            assert not may, f"refused: {refusal}"
            return None
        assert may, "not refused"
        return made

    # --- a vacancy ---------------------------------------------------------------------------------

    def _vacancy(self) -> Vacancy:
        return Vacancy.objects.get(id=self.vacancy.id)

    @rule()
    def publish_vacancy(self) -> None:
        self.done(lambda: publish_vacancies(by="t", vacancies=[self._vacancy()]), may=not self.is_closed)
        self.is_public |= not self.is_closed

    @rule(words=st.sampled_from(["", " ", "已招满"]))
    def close_vacancy(self, words: str) -> None:
        may = not self.is_closed and bool(words.strip())
        self.done(
            lambda: close_vacancy(by="t", vacancy=self._vacancy(), reason=words, on=clock.today()), may=may
        )
        if may:
            self.is_closed, self.is_public = True, False

    # --- an introduction ---------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        return any(state in WAITING | {"invited"} for state in self.states.values())

    @rule(invites=st.booleans())
    def show_person(self, invites: bool) -> None:
        may = not self.is_closed and not self.is_open and (self.is_public or not invites)
        begin = invite if invites else introduce
        made = self.done(
            lambda: begin(by="t", vacancy=self._vacancy(), registration=self.entry, on=clock.today()), may=may
        )
        if made is not None:
            self.latest, self.states[made.id] = made, "invited" if invites else "introduced"
            self.step_count += 1

    @precondition(lambda self: getattr(self, "latest", None) is not None)
    @rule(step=st.sampled_from(sorted(STEPS)), role=st.sampled_from(ROLES), says_why=st.booleans())
    def step(self, step: str, role: str, says_why: bool) -> None:
        sources, target, roles = STEPS[step]
        may = self.states[self.latest.id] in sources and role in roles
        if step in ("person_refuses", "employer_refuses"):
            may &= says_why
        if step == "hire":
            hired = Engagement.objects.filter(voided_at__isnull=True).exists()  # once a day with one firm
            may &= not hired
            made = self.done(
                lambda: hire(by="t", role=role, introduction=self.latest, on=clock.today()), may=may
            )
        else:
            said = {"interview_on": clock.today()} if step == "set_interview" else {}
            code = "pay" if says_why else ""
            made = self.done(
                lambda: take_step(
                    by="t", role=role, introduction=self.latest, step=step, on=clock.today(), refusal_code=code, **said
                ),
                may=may,
            )  # fmt: skip
        if made is not None:
            self.states[self.latest.id] = target
            self.step_count += 1

    # --- a policy ----------------------------------------------------------------------------------

    @rule()
    def revise(self) -> None:
        self.words += 1
        values = {"standard_text": f"每人{self.words}元"}
        self.done(lambda: publishing.revise_policy(by="t", item=self.policy, values=values), may=True)
        self.is_revised = True

    @rule()
    def submit(self) -> None:
        may = self.policy_state != "submitted" and not (
            self.policy_state == "published" and not self.is_revised
        )
        self.done(lambda: publishing.submit_policy(by="t", item=self.policy), may=may)
        self.policy_state = "submitted" if may else self.policy_state

    @rule()
    def give_back(self) -> None:
        may = self.policy_state == "submitted"
        self.done(
            lambda: publishing.return_policy(by="t", item=self.policy, reason="标准和文件对不上"), may=may
        )
        if may:
            self.policy_state = "published" if self.is_out else "draft"

    @rule(has_read=st.booleans())
    def publish(self, has_read: bool) -> None:
        """Whoever approves has read the text as it is, or as it was before the last change."""
        now = PolicyItem.objects.get(id=self.policy.id).updated_at
        seen = now if has_read else now - datetime.timedelta(seconds=1)
        may = has_read and (not self.is_out or self.is_revised)
        self.done(
            lambda: publishing.publish_policy(by="c", by_label="c", item=self.policy, seen=seen.isoformat()), may=may
        )  # fmt: skip
        if may:
            self.version_count, self.is_out, self.is_revised, self.policy_state = (
                self.version_count + 1, True, False, "published",
            )  # fmt: skip

    @rule()
    def take_down(self) -> None:
        self.done(
            lambda: publishing.take_down_policy(by="c", item=self.policy, reason="文件停止执行"),
            may=self.is_out,
        )
        if self.is_out:
            self.is_out, self.policy_state = False, "taken_down"

    # --- what must hold after each -----------------------------------------------------------------

    @invariant()
    def the_reference_is_what_is_kept(self) -> None:
        if not hasattr(self, "states"):
            return
        kept = Introduction.objects.filter(vacancy_id=self.vacancy.id)
        assert dict(kept.values_list("id", "state")) == self.states
        assert IntroductionStep.objects.count() == self.step_count
        assert Engagement.objects.count() == list(self.states.values()).count("hired")
        vacancy, policy = self._vacancy(), PolicyItem.objects.get(id=self.policy.id)
        assert (vacancy.public_since is not None, vacancy.closed_on is not None) == (
            self.is_public,
            self.is_closed,
        )
        assert policy.state == self.policy_state
        versions = PolicyVersion.objects.filter(item=self.policy)
        assert versions.count() == self.version_count
        assert versions.filter(voided_at__isnull=True, superseded_at__isnull=True).count() == self.is_out

    @invariant()
    def the_database_refuses_what_is_over(self) -> None:
        if hasattr(self, "states"):
            for what, edit in self._attacks():
                try:
                    with transaction.atomic():
                        changed = edit()
                except DatabaseError:
                    continue
                raise AssertionError(f"the database let through: {what} ({changed})")

    def _attacks(self) -> Iterator[tuple[str, Callable[[], Any]]]:
        """Yield the edits that are forbidden as things stand, each as one statement past the services."""
        yield from _on_facts(self.step_count, list(self.states.values()), self.version_count)
        if self.is_closed:
            rows = Vacancy.objects.filter(id=self.vacancy.id)
            yield "a closed vacancy made public", lambda: rows.update(public_since=clock.now())
        if len(self.states) > 1 and self.is_open:
            over = Introduction.objects.filter(
                state__in=["refused_by_person", "refused_by_employer", "withdrawn"]
            )
            if over.exists():
                first = over.values("id")[:1]
                yield (
                    "two open introductions",
                    lambda: over.filter(id__in=list(first)).update(state="introduced"),
                )
        if self.policy_state != "published":
            rows_of_policy = PolicyItem.objects.filter(id=self.policy.id)
            yield (
                "a policy not public gives way",
                lambda: rows_of_policy.update(superseded_by=_other(self.policy)),
            )
        if self.version_count > 1:
            olds = PolicyVersion.objects.filter(item=self.policy).values_list("id", flat=True)
            for old in olds:
                one = PolicyVersion.objects.filter(id=old)
                yield "an approved text", lambda one=one: one.update(standard_text="每人9999元")


def _on_facts(steps: int, states: list[str], versions: int) -> Iterator[tuple[str, Callable[[], Any]]]:
    if steps:
        rows = IntroductionStep.objects.all()
        yield "a step taken, told otherwise", lambda: rows.update(state="hired", taken_by="someone")
        yield "a step taken, gone", lambda: rows._raw_delete(using="default")
    if "hired" in states:
        hires = Engagement.objects.all()
        yield "a hire moved to another day", lambda: hires.update(starts_on=SINCE)
        yield "a hire gone", lambda: hires._raw_delete(using="default")
    if versions:
        texts = PolicyVersion.objects.all()
        yield "what was approved by whom", lambda: texts.update(approved_by="someone")
        yield "an approved version gone", lambda: texts._raw_delete(using="default")


def _policy(world: World) -> PolicyItem:
    place = world.places["1.1"]
    made: PolicyItem = PolicyItem.objects.create(
        number="试〔2026〕1号", title="补贴", field="employment", level="county", issuer="试验的局",
        audience_text="各类企业", audience_codes=["all-firms"], standard_text="每人1500元", channel_text="窗口",
        valid_from=SINCE, place=place, place_path=place.path, county_id=place.county_id,
    )  # fmt: skip
    return made


def _other(item: PolicyItem) -> PolicyItem:
    return PolicyItem(id=uuid.UUID(int=7), title=item.title)


SETTINGS = settings(
    max_examples=12, stateful_step_count=25, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
# A twin only has to be found, not told in the fewest steps.
TWIN = settings(SETTINGS, phases=[Phase.generate], report_multiple_bugs=False)


@pytest.fixture
def world() -> World:
    Rights.world = build_world()
    return Rights.world


def test_no_sequence_of_deeds_gets_past_the_states(world: World) -> None:
    run_state_machine_as_test(Rights, settings=SETTINGS)


def test_twin_a_step_from_any_state_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: the table of steps is asked for its target only."""
    monkeypatch.setattr(
        placing, "take", lambda workflow, state, step, role, given: workflow.step(step).target
    )
    with pytest.raises(AssertionError, match="not refused"):
        run_state_machine_as_test(Rights, settings=TWIN)


def test_twin_a_text_nobody_read_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: publishing forgets what was read."""
    true = publishing.publish_policy
    monkeypatch.setattr(publishing, "publish_policy", lambda **said: true(**(said | {"seen": ""})))
    with pytest.raises(AssertionError, match="not refused"):
        run_state_machine_as_test(Rights, settings=TWIN)


def test_twin_a_table_without_its_trigger_is_found(world: World) -> None:
    """Sabotage twin: the steps' own guard is taken from the database, inside this test's transaction."""
    table = IntroductionStep._meta.db_table
    on = "" if connection.vendor == "sqlite" else f' ON "{table}"'
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{table}_no_update"{on}')
    with pytest.raises(AssertionError, match="the database let through: a step taken, told otherwise"):
        run_state_machine_as_test(Rights, settings=TWIN)
