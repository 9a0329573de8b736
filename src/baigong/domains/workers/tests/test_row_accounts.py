"""Files full of faults: every row is accounted for, every refusal says where and why, and mending converges."""

from __future__ import annotations

import datetime
import io
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest

from baigong.domains.parties.tests.bringing_in import DAY, Counties, counts, gbk
from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.foundation import clock
from baigong.foundation.exchange import pipeline, services
from baigong.foundation.exchange.contract import spec_of
from baigong.foundation.exchange.models import ImportBatch, ImportRow
from baigong.foundation.exchange.workbooks import batch_problems_workbook
from baigong.foundation.scope import enter, system_scope
from baigong.kernels.identity.minting import mint_test_credit_code, mint_test_identity_number

Row = dict[str, Any]
Where = tuple[str, int]
ROWS_OF_A_FAULT = 2
_LONG = "长" * 350
_NA = "#N/A"  # openpyxl writes it as an error, as a formula that went wrong leaves it


def number_of(person: int) -> str:
    """A number of nobody that does not end in 000."""
    day = datetime.date(1970, 1, 1) + datetime.timedelta(days=person * 7)
    first, second = (mint_test_identity_number("371602", day, order, "female") for order in (1, 2))
    return second if first.endswith("000") else first


GOOD = number_of(9_999 // 7)
WRONG_CHECK = GOOD[:-1] + ("1" if GOOD[-1] != "1" else "2")
WORKER_FAULTS: dict[str, tuple[Any, ...]] = {
    "身份证号": (
        "", "无", GOOD[:17], GOOD + "1", GOOD[:16], GOOD[:6] + "O" + GOOD[7:], GOOD[:8] + "X" + GOOD[9:],
        WRONG_CHECK, GOOD[:10] + "13" + GOOD[12:], GOOD[:12] + "32" + GOOD[14:], GOOD[:6] + "2031" + GOOD[10:],
        "00" + GOOD[2:], "3.71602E+17", int(GOOD[:15] + "000"), GOOD[:14] + "9000", "不知道", _NA,
        "371602801332001",
    ),
    "姓名": ("", "长" * 41, "王\ufffd某", "—"),
    "联系电话": (
        "1380000330", "138000033011", "12800003301", "13800003301/13800003302", "1380000330a", "5123456",
        "1.38E+10", "05431", _NA,
    ),
    "现居镇村": ("没有这个村", "桥南村", "石桥县"),
    "户籍地": (_LONG, "某\ufffd县"),
    "摸排日期": (
        "2099年3月", "2026", "26-3-5", "长期", "2026-02-30", 45_000, "1899-01-01", "2099-01-01",
        "上周", _NA,
    ),
    "求职工种": (_LONG,),
    "意向地区": (_LONG,),
    "培训意愿": (_LONG,),
    "摸排人": ("长" * 41,),
    "备注": (_LONG,),
    "就业状态": (_LONG,),
}  # fmt: skip


def worker(number: int) -> Row:
    return {
        "姓名": f"王某{number}",
        "身份证号": number_of(number),
        "联系电话": f"1380000{number % 10_000:04}",
        "现居镇村": "柳塘镇",
        "户籍地": "北渡县",
        "摸排日期": "2026-03-05",
        "求职工种": "电焊工",
        "意向地区": "县内",
        "培训意愿": "电工",
        "摸排人": "李某",
        "备注": "",
        "就业状态": "求职中",
    }


def firm(number: int) -> Row:
    return {
        "企业名称": f"北渡第{number}机械有限公司",
        "统一社会信用代码": mint_test_credit_code("371602", number),
        "所属县镇": "柳塘镇",
        "联系电话": f"1390000{number % 10_000:04}",
    }


def shortage(number: int) -> Row:
    return firm(number) | {"缺工岗位（工种）": "电焊工", "缺工人数": "5", "更新日期": "2026-03-05"}


def vacancy(number: int) -> Row:
    return firm(number) | {"岗位名称": "电焊工", "招聘人数": "5", "月薪": "6000-8000元/月"}


CODE = mint_test_credit_code("371602", 77_777)
FIRM_FAULTS: dict[str, tuple[Any, ...]] = {
    "统一社会信用代码": (CODE[:-1], CODE[:-1] + ("1" if CODE[-1] != "1" else "2"), "9.13716E+17", _NA),
    "所属县镇": ("没有这个镇",),
    "企业名称": (_LONG,),
}


@dataclass(frozen=True)
class Case:
    list_name: str
    good: Callable[[int], Row]
    faults: dict[str, tuple[Any, ...]]

    def kinds(self) -> list[tuple[str, Any]]:
        return [(label, value) for label, values in self.faults.items() for value in values]


CASES = [
    Case("workers", worker, WORKER_FAULTS),
    Case("employers", firm, FIRM_FAULTS),
    Case(
        "shortages",
        shortage,
        FIRM_FAULTS
        | {"缺工岗位（工种）": ("",), "缺工人数": ("约5", "5-8", "2.5", "若干"), "更新日期": ("2026年3月", "上周")},
    ),
    Case("vacancies", vacancy, FIRM_FAULTS | {"岗位名称": ("",), "招聘人数": ("约5", "5-8", "0", _NA)}),
]  # fmt: skip


class SeededFile:
    """Rows with and without faults over several sheets, in an order the seed decides."""

    def __init__(self, case: Case, seed: int) -> None:
        self.case = case
        self.meant: dict[Where, Row] = {}
        self.said: dict[Where, Any] = {}
        self.field_of: dict[Where, str] = {}
        self.expected: Counter[str] = Counter()
        chance = random.Random(seed)
        kinds: list[tuple[str, Any] | None] = [kind for kind in case.kinds() for _ in range(ROWS_OF_A_FAULT)]
        kinds += [None] * len(kinds) * 2
        chance.shuffle(kinds)
        self._book = openpyxl.Workbook()
        self._book.remove(self._book.active)
        share = -(-len(kinds) // 3)
        for place in range(3):
            self._sheet(f"第{place + 1}片", kinds[place * share : (place + 1) * share], place, chance)

    def _sheet(self, name: str, kinds: list[tuple[str, Any] | None], place: int, chance: Any) -> None:
        page = self._book.create_sheet(name)
        labels = list(self.case.good(0))
        chance.shuffle(labels)
        page.append(labels)
        row = 1
        for position, kind in enumerate(kinds):
            row += 1
            number = place * 1_000 + position + 1
            good = self.case.good(number)
            said = good | ({kind[0]: kind[1]} if kind else {})
            page.append([said[label] for label in labels])
            self.meant[name, row] = good
            self.said[name, row] = kind
            self.expected["rejected" if kind else "created"] += 1
            if kind:
                self.field_of[name, row] = next(
                    field.name
                    for field in spec_of(self.case.list_name).layout.fields
                    if field.label == kind[0]
                )
            elif position % 9 == 0:
                page.append([said[label] for label in labels])
                self.expected["duplicates"] += 1
                row += 1
            elif position % 10 == 0:
                page.append(["" for _ in labels])
                page.append(["合计", *["" for _ in labels[1:]]])
                self.expected["blank"] += 2
                row += 2

    def data(self) -> bytes:
        out = io.BytesIO()
        self._book.save(out)
        return out.getvalue()


def mended(returned: bytes, meant: dict[Where, Row], keep_every: int) -> tuple[bytes, dict[Where, Row]]:
    """Write the right values into the returned workbook, leaving every so many rows as they are."""
    book = openpyxl.load_workbook(io.BytesIO(returned))
    now: dict[Where, Row] = {}
    for page in book.worksheets:
        heads = {cell.value: cell.column for cell in page[1]}
        for row in range(2, page.max_row + 1):
            good = meant[page.title, int(page.cell(row, heads["行标识"]).value)]
            now[page.title, row] = good
            if keep_every and row % keep_every == 0:
                continue
            for label, value in good.items():
                page.cell(row, heads[label]).value = value or None
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), now


@pytest.fixture
def world(db: None) -> Counties:
    made = Counties()
    with system_scope("test"):
        for code, above in (("999921100201", "柳塘镇"), ("999921101201", "桥头镇")):
            parent = Place.objects.get(name=above)
            made._place("桥南村", PlaceKind.VILLAGE, code, parent)
    return made


def rejected_rows(batch: ImportBatch) -> dict[Where, list[Any]]:
    names = {sheet["index"]: sheet["name"] for sheet in batch.columns}
    rows = ImportRow.objects.filter(batch=batch, outcome="wrong")
    return {(names[row.sheet], row.number): row.problems for row in rows}


def test_there_are_as_many_kinds_of_fault_as_promised() -> None:
    assert len(CASES[0].kinds()) >= 37
    assert len(set(map(repr, CASES[0].kinds()))) == len(CASES[0].kinds())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.list_name)
@pytest.mark.parametrize("seed", [11, 12])
def test_every_row_is_accounted_for_and_two_rounds_of_mending_leave_none(
    world: Counties, case: Case, seed: int
) -> None:
    file = SeededFile(case, seed)
    batch = world.bring(case.list_name, file.data(), name="a.xlsx")
    with clock.at(DAY), enter(world.scope()):
        rejected = rejected_rows(batch)
        assert {w: file.said[w] for w in file.field_of.keys() - rejected.keys()} == {}
        assert rejected.keys() == file.field_of.keys()
        for where, problems in rejected.items():
            errors = [(field, code, sentence) for field, code, sentence, is_error in problems if is_error]
            assert all(field and code and sentence.endswith("。") for field, code, sentence in errors)
            assert file.field_of[where] in {field for field, _, _ in errors}
        accepted = file.expected["created"]
        assert counts(batch) == {"rows": file.expected.total(), "accepted": accepted, **file.expected}
        once, meant = mended(batch_problems_workbook(batch), file.meant, keep_every=3)
    second = world.bring(case.list_name, once, name="b.xlsx")
    left = counts(second)
    assert left["rows"] == file.expected["rejected"] and 0 < left["rejected"] < left["rows"] // 2
    with clock.at(DAY), enter(world.scope()):
        twice, _ = mended(batch_problems_workbook(second), meant, keep_every=0)
    last = counts(world.bring(case.list_name, twice, name="c.xlsx"))
    assert last == {"rows": left["rejected"], "accepted": left["rejected"], "created": left["rejected"]}


def test_rows_that_say_nothing_are_counted_beside_rows_that_are_none(world: Counties) -> None:
    """An empty row is no data, a row of “无” and “/” is a row that says nothing: both stay in the account."""
    head = list(worker(1))
    nothing = ["无" if column % 2 else "/" for column in range(len(head))]
    rows = [head, list(worker(1).values()), ["" for _ in head], nothing, ["合计", *["" for _ in head[1:]]],
            list(worker(2).values())]  # fmt: skip
    with clock.at(DAY), enter(world.scope()):
        checked = counts(world.read("workers", gbk(rows)))
    expected = {"rows": 5, "accepted": 2, "created": 2, "blank": 3}
    assert checked == expected
    assert counts(world.bring("workers", gbk(rows))) == expected


def test_a_row_that_came_in_otherwise_than_it_was_shown_is_counted_as_it_came_in(world: Counties) -> None:
    """Between the preview and the letting in, somebody else entered the same person."""
    data = gbk([list(worker(1)), list(worker(1).values()), list(worker(2).values())])
    with clock.at(DAY), enter(world.scope()):
        shown = world.read("workers", data)
        assert counts(shown) == {"rows": 2, "accepted": 2, "created": 2}
    world.bring("workers", gbk([list(worker(1)), list(worker(1).values())]))
    with clock.at(DAY), enter(world.scope()):
        services.start_commit(by="officer", batch=shown, in_background=False)
        done = pipeline.commit_batch(shown, by="officer")
        assert counts(done) == {"rows": 2, "accepted": 2, "created": 1, "unchanged": 1}
