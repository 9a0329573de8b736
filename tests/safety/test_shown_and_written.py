"""What answers show: no whole number unasked (test 33), and in the clear only what the audit says (test 34).

Every answer of the canaries' way is judged by itself: pages, parts of workbooks with hidden sheets and notes, headers.
A revealed person or firm counts field by field. The workbook of an import's wrong rows gives back to an officer what
the file said; nobody in it need be registered, so the object is the import, and the audit says how many of its rows
left for the one fixed purpose.
"""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from openpyxl import Workbook
from tests.safety import canaries
from tests.safety.canaries import Answer, Evidence, Journey, Shown
from tests.safety.traces import text_of_workbook, unmasked

from baigong.faces.cli import export_list
from baigong.faces.desk.views import reveal as reveal_views
from baigong.foundation.audit.reveal import ACT
from baigong.foundation.privacy import kinds
from baigong.foundation.privacy.secret import Secret, open_inside

GIVEN_BACK = re.compile(r"/desk/imports/([^/]+)/errors/")
RETURNED_ROW = "原表第"
NOT_SHOWN_BY_US = {"/sign-in/login/": "the form holds what was just typed into it, and nothing was looked up"}
BATCH = "import_batch"


def shown_in(journey: Journey, answer: Answer) -> set[Shown]:
    """Return what stands in the clear in an answer."""
    values = journey.finder.values_in(answer.text)
    found = {
        (each.kind, journey.key_of(each), name)
        for each in (journey.canaries if values else ())
        for name, value in each.values.items()
        if value in values
    }
    batch = GIVEN_BACK.fullmatch(answer.address)
    return {(BATCH, batch[1], f"{answer.text.count(RETURNED_ROW)}行")} if batch and found else found


def written_for(answer: Answer) -> set[Shown]:
    """Return what the audit says was shown in an answer; every entry names its purpose."""
    told = [entry for entry in answer.written if entry.act in (ACT, "exchange.errors")]
    assert all(entry.purpose for entry in told)
    return {
        (entry.object_kind, key, name)
        for entry in told
        for key in entry.object_ids
        for name in entry.detail.get("fields", [f"{entry.detail.get('rows')}行"])
    }


def differences(journey: Journey) -> list[str]:
    """Return the answers in which shown and written are not the same."""
    return [
        f"{answer}：{sorted(shown)}，留痕{sorted(written)}"
        for answer in journey.answers
        if answer.address not in NOT_SHOWN_BY_US
        and (shown := shown_in(journey, answer)) != (written := written_for(answer))
    ]


def numbers_unasked(journey: Journey) -> dict[str, list[str]]:
    """Return whole identity and mobile numbers in answers for which the audit names no purpose."""
    return {
        str(answer): found
        for answer in journey.answers
        if answer.address not in NOT_SHOWN_BY_US
        and not written_for(answer)
        and (found := unmasked(answer.text))
    }


def test_no_answer_shows_a_whole_number_unasked(evidence: Evidence) -> None:
    assert numbers_unasked(evidence.journey) == {}


def test_no_file_the_command_line_writes_shows_one(evidence: Evidence) -> None:
    files = {name: data.decode() for name, data in evidence.left if name.endswith((".csv", ".xlsx，拆开"))}
    assert len(files) == 2 * len(export_list.LISTS)
    assert {name: found for name, text in files.items() if (found := unmasked(text))} == {}


def test_what_is_shown_is_what_is_written_down(evidence: Evidence) -> None:
    journey = evidence.journey
    assert differences(journey) == []
    shown = set().union(*(shown_in(journey, each) for each in journey.answers if each.written))
    asked = [
        *((each, 5) for each in journey.people[: canaries.REVEALED_PEOPLE]),
        *((each, 2) for each in journey.firms[: canaries.REVEALED_FIRMS]),
    ]
    for canary, fields in asked:
        assert sum(key == journey.key_of(canary) for _, key, _ in shown) == fields
    assert sum(kind == BATCH for kind, _, _ in shown) == 5


def test_what_is_left_out_still_needs_it(evidence: Evidence) -> None:
    for address in NOT_SHOWN_BY_US:
        assert any(
            shown_in(evidence.journey, each) for each in evidence.journey.answers if each.address == address
        )


@pytest.fixture
def few(transactional_db: None) -> Journey:
    """A few other people: without masks they might leave traces."""
    return canaries.begin(
        range(canaries.PEOPLE, canaries.PEOPLE + 6), range(canaries.FIRMS, canaries.FIRMS + 3)
    )


def look(journey: Journey) -> None:
    """Bring people and firms in, look at everything, reveal one of each."""
    canaries.bring_in(journey, "workers", canaries.supply_rows(journey.people))
    canaries.bring_in(journey, "shortages", canaries.firm_rows(journey.firms, "电焊工", "5", "6000"))
    canaries.look_at_columns(journey)
    journey.post("/desk/people/export/", 200, query="")
    canaries.crawl(journey)


@pytest.mark.parametrize(
    "guard", [(Secret, "__str__", open_inside), (kinds, "mask", lambda kind, plain: plain)]
)
def test_without_masks_the_answers_show_them(
    few: Journey, monkeypatch: pytest.MonkeyPatch, guard: tuple[Any, str, Any]
) -> None:
    """Sabotage twin: a secret that prints itself; a mask that hides nothing."""
    monkeypatch.setattr(*guard)
    look(few)
    pages = {re.sub(r"[0-9a-f-]{36}", "…", each.split("：")[0]) for each in differences(few)}
    assert pages >= {
        "GET /desk/people/",
        "GET /desk/people/…/",
        "GET /desk/firms/…/",
        "POST /desk/people/export/",
    }
    assert len(numbers_unasked(few)) >= len(few.people)


def test_an_unknown_column_without_a_mask_shows_names(few: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: only cells of fields that are known to name somebody are masked."""
    true = kinds.mask
    monkeypatch.setattr(kinds, "mask", lambda kind, plain: plain if kind == "name" else true(kind, plain))
    canaries.look_at_columns(few)
    assert any("/columns/" in each for each in differences(few))


def test_a_number_in_a_hidden_place_of_a_workbook_is_found() -> None:
    """Sabotage twin: a hidden column, a hidden sheet, a figure, and a number that is none."""
    number, phone = (canaries.person(7).values[name] for name in ("identity_number", "phone"))
    book, stream = Workbook(), io.BytesIO()
    book.active["C3"] = number
    book.active.column_dimensions["C"].hidden = True
    aside = book.create_sheet("附")
    aside.sheet_state = "veryHidden"
    aside["A1"], aside["A2"] = int(phone), f"{number[:-1]}{'0' if number[-1] != '0' else '1'}"
    book.save(stream)
    assert sorted(unmasked(text_of_workbook(stream.getvalue()))) == sorted([number, phone])


def test_showing_without_writing_down_is_found(few: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: values are opened beside the audit; wrong rows leave without an entry."""

    def careless(instance: Any, names: Any, **_: Any) -> dict[str, str]:
        return {name: open_inside(getattr(instance, name)) for name in names}

    monkeypatch.setattr(reveal_views, "reveal", careless)
    canaries.bring_in(few, "workers", canaries.supply_rows(few.people))
    entry = canaries.registrations(few)[few.people[0].values["full_name"]]
    assert differences(few) == []
    few.post(f"/desk/people/{entry}/reveal/", 200, purpose="核对登记信息")
    assert len(differences(few)) == 1
    few.answers = [
        Answer(each.address, each.method, each.status, each.text, ())
        if GIVEN_BACK.fullmatch(each.address)
        else each
        for each in few.answers
    ]
    assert len(differences(few)) == 2
