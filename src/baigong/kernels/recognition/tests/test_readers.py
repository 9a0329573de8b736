"""Cells: what the eye sees, or a refusal with a sentence."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.kernels.identity import mint_test_identity_number
from baigong.kernels.recognition import (
    EMPTY,
    Cell,
    CellError,
    clean_text,
    compact_text,
    read_credit_code,
    read_date,
    read_identity_number,
    read_integer,
    read_month,
    read_pay,
    read_phone,
    read_serial,
    read_text,
    truncated_identities,
)
from baigong.kernels.recognition.readers import month_alone

TODAY = date(2026, 3, 2)
FIFTH = date(2026, 1, 5)
ROUNDED = "110199199001011000"


def refusal(read, *arguments, **more) -> CellError:
    with pytest.raises(CellError) as caught:
        read(*arguments, **more)
    assert caught.value.sentence.endswith("。")
    return caught.value


READABLE = {
    "2026-01-05": FIFTH,
    "2026-1-5": FIFTH,
    "2026/1/5": FIFTH,
    "2026/01/05": FIFTH,
    "2026.1.5": FIFTH,
    "2026.01.05": FIFTH,
    "2026．1．5": FIFTH,
    "20260105": FIFTH,
    "2026年1月5日": FIFTH,
    "2026年01月05日": FIFTH,
    "2026年1月5号": FIFTH,
    "2026 年 1 月 5 日": FIFTH,
    "２０２６年１月５日": FIFTH,
    "2026-01-05 08:30": FIFTH,
    "2026-01-05 08:30:59": FIFTH,
    "2026-01-05T08:30:00": FIFTH,
    "2026/1/5 0:00": FIFTH,
    " 2026-01-05 ": FIFTH,
    "2026\u00a0年1月5日": FIFTH,
    "\u200b2026-01-05": FIFTH,
    "\ufeff2026-01-05": FIFTH,
    "2026-01-05。": FIFTH,
    "'2026-01-05": FIFTH,
    "25/12/2025": date(2025, 12, 25),
    "12/25/2025": date(2025, 12, 25),
    "25.12.2025": date(2025, 12, 25),
    "25-12-2025": date(2025, 12, 25),
    "01/01/2026": date(2026, 1, 1),
    "3/3/1990": date(1990, 3, 3),
    "1986-05-04": date(1986, 5, 4),
    "1986年9月14日": date(1986, 9, 14),
    "1991-04-14": date(1991, 4, 14),
    "2024-02-29": date(2024, 2, 29),
    "2000.2.29": date(2000, 2, 29),
    "1900-01-01": date(1900, 1, 1),
    "1900-03-01": date(1900, 3, 1),
    "1949年10月1日": date(1949, 10, 1),
    "2026-12-31": date(2026, 12, 31),
    "2035年6月30日": date(2035, 6, 30),
}
UNREADABLE = {
    "05/01/2026": "ambiguous",
    "5/1/2026": "ambiguous",
    "01-05-2026": "ambiguous",
    "1.5.2026": "ambiguous",
    "2026年3月": "month_only",
    "2026-03": "month_only",
    "2026.3": "month_only",
    "2026年03月份": "month_only",
    "2026年": "year_only",
    "2026": "year_only",
    "1987": "year_only",
    "26.1.5": "short_year",
    "98-3-2": "short_year",
    "99年1月5日": "short_year",
    "1900-02-29": "date",
    "2025-02-29": "date",
    "2026-13-01": "date",
    "2026-00-10": "date",
    "2026-01-32": "date",
    "20261301": "date",
    "2026年2月30日": "date",
    "31/31/2026": "date",
    "46027": "serial",
    "46027.5": "serial",
    "2090-01-01": "future",
    "1899-12-31": "range",
    "1026-01-05": "range",
    "长期": "open_ended",
    "至今": "open_ended",
    "昨天": "form",
    "1月5日": "form",
    "04-25": "form",
    "五月初五": "form",
    "2026-1": "month_only",
    "2026年一月": "form",
    "待定": "form",
    "2026-01-05至2026-02-01": "form",
    "202601": "form",
    "8:30": "form",
    "2026--01-05": "form",
    "Jan 5 2026": "form",
}


def test_eighty_dates_are_in_the_tables() -> None:
    assert len(READABLE) + len(UNREADABLE) >= 80


@pytest.mark.parametrize(("text", "day"), READABLE.items(), ids=repr)
def test_a_date_is_the_day_the_eye_sees(text: str, day: date) -> None:
    assert read_date(Cell(text), on=TODAY) == day


@pytest.mark.parametrize(("text", "code"), UNREADABLE.items())
def test_a_date_in_doubt_is_refused(text: str, code: str) -> None:
    assert refusal(read_date, Cell(text), on=TODAY).code == code


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        (Cell("2026年1月"), (2026, 1)),
        (Cell("2025.3"), (2025, 3)),
        (Cell(" 2025 - 03 "), (2025, 3)),
        (Cell("2025.3", "number"), (2025, 3)),
        (Cell("2025.13"), None),
        (Cell("2025.0", "number"), None),
        (Cell("2099.1"), None),
        (Cell("1899年12月"), None),
        (Cell("2025-03-01"), None),
        (Cell("2025-03-01", "date"), None),
        (Cell("45321.5", "number"), None),
        (Cell("2025"), None),
        (EMPTY, None),
    ],
)
def test_a_month_without_a_day_is_known_as_one(cell: Cell, month: tuple[int, int] | None) -> None:
    assert month_alone(cell, on=TODAY) == month
    if month:
        assert refusal(read_date, cell, on=TODAY).code == "month_only"


def test_stored_dates_and_their_traps() -> None:
    assert read_date(Cell("2026-01-05", "date"), on=TODAY) == FIFTH
    assert read_date(Cell("1986-05-04 00:00:00", "date"), on=TODAY) == date(1986, 5, 4)
    assert read_date(Cell("20260105", "number"), on=TODAY) == FIFTH
    assert refusal(read_date, Cell("46027", "number"), on=TODAY).code == "serial"
    assert refusal(read_date, Cell("1900-02-28", "date"), on=TODAY).code == "date"
    assert refusal(read_date, Cell("08:30:00", "time"), on=TODAY).code == "form"
    assert read_serial("46027") == FIFTH
    assert read_serial("44565", from_1904=True) == FIFTH
    assert refusal(read_serial, "60").code == "date"
    assert refusal(read_date, Cell("2026-03-03"), on=TODAY, allow_future=False).code == "future"
    assert read_date(Cell("2026-03-02"), on=TODAY, allow_future=False) == TODAY


@given(st.dates(date(1900, 3, 1), date(2026, 3, 2)))
def test_every_day_survives_every_spelling(day: date) -> None:
    for form in ("{0}-{1}-{2}", "{0}.{1}.{2}", "{0}年{1}月{2}日", "{0}/{1:02}/{2:02}", "{0}{1:02}{2:02}"):
        assert read_date(Cell(form.format(day.year, day.month, day.day)), on=TODAY) == day


def test_months() -> None:
    assert read_month(Cell("2026年3月"), on=TODAY) == (2026, 3)
    assert read_month(Cell("202603"), on=TODAY) == (2026, 3)
    assert read_month(Cell("2026-01-05", "date"), on=TODAY) == (2026, 1)
    assert refusal(read_month, Cell("2026年13月"), on=TODAY).code == "date"


@pytest.mark.parametrize("text", ["", " ", "\u3000", "无", "/", "—", "N/A", "暂无", "\u200b"])
def test_nothing_is_none(text: str) -> None:
    cell = Cell(text)
    assert read_date(cell, on=TODAY) is None
    assert read_integer(cell) is None
    assert read_identity_number(cell, on=TODAY) is None
    assert read_phone(cell) is None
    assert read_pay(cell) is None
    assert read_text(EMPTY) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20", 20),
        ("20人", 20),
        ("20 名", 20),
        ("２０", 20),
        ("1,200", 1200),
        ("1，200人", 1200),
        ("20.0", 20),
        ("三人", 3),
        ("两名", 2),
        ("0", 0),
        ("'12", 12),
        ("十", 10),
    ],
)
def test_whole_numbers(text: str, value: int) -> None:
    assert read_integer(Cell(text)) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("约20人", "about"),
        ("20-30", "range_of_numbers"),
        ("20～30人", "range_of_numbers"),
        ("20至30", "range_of_numbers"),
        ("若干", "about"),
        ("20多人", "about"),
        ("20左右", "about"),
        ("≥5", "about"),
        ("2.5", "not_whole"),
        ("很多", "form"),
        ("-3", "too_small"),
        ("99999999999", "too_large"),
        ("12a", "form"),
        ("男2女3", "form"),
    ],
)
def test_a_number_in_doubt_is_refused(text: str, code: str) -> None:
    assert refusal(read_integer, Cell(text)).code == code


def test_numbers_of_people_kept_as_quantities_are_never_taken() -> None:
    good = mint_test_identity_number("110100", date(1990, 3, 7), 5, "male")
    assert read_identity_number(Cell(good), on=TODAY).number18 == good
    for cell in (
        Cell(good, "number"),
        Cell("1.10101E+17"),
        Cell("1.10101199003078e+17"),
        Cell("110199199003077000", "number"),
        Cell("11019919900307775", "number"),
        Cell("1.1E+17", "number"),
    ):
        error = refusal(read_identity_number, cell, on=TODAY)
        assert (error.code, error.sentence[:18]) == ("stored_as_number", "被Excel存成了数字，后三位丢了。")


TRUE = [mint_test_identity_number("110100", date(1990, 3, 7), number, "female") for number in range(499)]
ENDING_IN_000 = next(
    number
    for day in range(1, 29)
    for order in range(0, 500, 50)
    if (number := mint_test_identity_number("110100", date(1990, 3, day), order, "female")).endswith("000")
)


def cells(texts: list[str]) -> list[Cell]:
    return [Cell(text) for text in texts]


@pytest.mark.parametrize("count", [1, 2, 10, 400])
def test_a_column_that_lost_its_ends_is_noticed(count: int) -> None:
    assert truncated_identities(cells([number[:15] + "000" for number in TRUE[:count]]))


def test_what_no_quantity_holds_proves_nothing_for_a_cut_column() -> None:
    kept = [number if number.endswith("X") else number[:15] + "000" for number in TRUE]
    assert any(number.endswith("X") for number in kept) and truncated_identities(cells(kept))


def test_a_true_number_ending_in_000_passes_in_clean_company_only() -> None:
    clean = [number for number in TRUE if not number.endswith(("X", "000"))]
    assert not truncated_identities(cells(clean))
    assert not truncated_identities(cells([*clean[:10], ENDING_IN_000]))
    assert not truncated_identities(cells([]))
    assert truncated_identities(cells([ENDING_IN_000]))
    assert truncated_identities(cells([*clean[:9], ENDING_IN_000]))
    assert truncated_identities([*cells([*clean, ENDING_IN_000]), Cell("1.10101E+17")])
    assert truncated_identities([*cells([*clean, ENDING_IN_000]), Cell(TRUE[0], "number")])


def test_a_blank_typed_into_a_number_says_that_no_quantity_held_it() -> None:
    spaced = f"{ENDING_IN_000[:6]} {ENDING_IN_000[6:]}"
    assert not truncated_identities(cells([spaced]))
    assert read_identity_number(Cell(spaced), on=TODAY).number18 == ENDING_IN_000


def test_other_numbers_pass_the_identity_kernel() -> None:
    assert refusal(read_identity_number, Cell("110199199003077751"), on=TODAY).code == "checksum"
    assert read_phone(Cell("+86 138-0013-8000")).number == "13800138000"
    assert read_phone(Cell("13800138000", "number")).number == "13800138000"
    assert refusal(read_phone, Cell("1380013800")).sentence
    assert refusal(read_credit_code, Cell("9.13700001234567E+17")).code == "stored_as_number"
    assert refusal(read_credit_code, Cell("913700001234567890", "number")).code == "stored_as_number"


def test_pay_takes_the_unit_of_its_heading_only_for_bare_figures() -> None:
    assert read_pay(Cell("6"), unit="千元/月").from_fen_month == 600_000
    assert read_pay(Cell("6000-8000元/月"), unit="千元/月").from_fen_month == 600_000
    assert read_pay(Cell("面议"), unit="元/月").kind == "negotiable"


def test_formula_errors_are_refused_by_every_reader() -> None:
    broken = Cell("#错误", "formula_error")
    for read in (read_text, read_integer, read_phone, read_pay, read_credit_code):
        assert refusal(read, broken).code == "formula_error"
    assert refusal(read_date, broken, on=TODAY).code == "formula_error"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("张\u00a0三", "张 三"),
        ("张\u200b三", "张三"),
        ("\ufeff张三", "张三"),
        ("<p>第一</p><p>第二</p>", "第一\n\n第二"),
        ("月薪&nbsp;6000&amp;奖金", "月薪 6000&奖金"),
        ("ＡＢＣ１２３", "ABC123"),
        ("急招（２人）：焊工", "急招（2人）：焊工"),
        ("𠮷㐂䶮", "𠮷㐂䶮"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("年龄<45岁", "年龄<45岁"),
        ("张\u202e三", "张三"),
        ("\x00张\x07三", "张三"),
        ("e\u0301", "é"),
        ("\ud800张", "张"),
        ("<br/>甲<br>乙", "甲\n乙"),
        ("A <b>B</b> C", "A B C"),
    ],
    ids=ascii,
)
def test_text_is_made_harmless_and_left_alone(typed: str, plain: str) -> None:
    assert clean_text(typed).replace("\n\n", "\n") == plain.replace("\n\n", "\n")


@given(st.text(st.characters(codec="utf-8")))
def test_cleaning_is_done_once(text: str) -> None:
    once = clean_text(text.replace("&", ""))
    assert clean_text(once) == once


@given(st.text(st.characters(max_codepoint=0x9FFF, exclude_categories=["Cs"])))
def test_the_short_way_of_cleaning_is_the_long_one(text: str) -> None:
    for part in (text, re.sub("[^0-9A-Za-z.,:()/\u4e00-\u9fff，。、：-]", "", text)):
        marked = f"\u200b{part}"  # an invisible mark sends the text the long way
        assert clean_text(part) == clean_text(marked)
        assert compact_text(part) == compact_text(marked)


def test_text_refusals() -> None:
    assert refusal(read_text, Cell("张\ufffd")).code == "mojibake"
    assert refusal(read_text, Cell("长" * 50), longest=40).code == "too_long"
