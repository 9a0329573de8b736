"""Messy files by what stands in them: encodings, characters, numbers and days, each with one cause and its reading."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from baigong.foundation.exchange.tests.messy_tables import NUMBER, NUMBER_IN_X, PHONE, one, saved, workbook

Case = tuple[str, Callable[[], bytes], str]
PLAIN = f"姓名,电话\n王五,{PHONE}\n赵六,{PHONE}\n"
READ = f"王五 {PHONE} / 赵六 {PHONE}"
ROWS = (["姓名", "电话"], ["王五", PHONE], ["赵六", PHONE])


def from_1904() -> bytes:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["姓名", "摸排日期"])
    book.active.append(["王五", date(2026, 3, 29)])
    return saved(book)


ENCODINGS: tuple[Case, ...] = (
    ("a byte order mark", lambda: b"\xef\xbb\xbf" + PLAIN.encode(), READ),
    (
        "UTF-16 with tabs, as Excel saves Unicode text",
        lambda: PLAIN.replace(",", "\t").encode("utf-16"),
        READ,
    ),
    ("UTF-16 big end first without a mark", lambda: PLAIN.encode("utf-16-be"), READ),
    (
        "GB18030 with a rare character of four bytes",
        lambda: PLAIN.replace("王五", "王𠮷").encode("gb18030"),
        READ.replace("王五", "王𠮷"),
    ),
    ("GBK and semicolons", lambda: PLAIN.replace(",", ";").encode("gbk"), READ),
    ("bars between the cells", lambda: PLAIN.replace(",", "|").encode(), READ),
    ("Chinese commas between the cells", lambda: PLAIN.replace(",", "，").encode(), READ),
    ("lines that end in a return alone", lambda: PLAIN.replace("\n", "\r").encode(), READ),
    ("two ways to end a line", lambda: PLAIN.replace("\n", "\r\n", 1).encode(), READ),
    ("the separator said in the first line", lambda: ("sep=;\n" + PLAIN.replace(",", ";")).encode(), READ),
    (
        "two files copied behind each other, mark and heading twice",
        lambda: ("\ufeff" + PLAIN + "\ufeff" + PLAIN).encode(),
        f"{READ} / {READ}",
    ),
    ("a separator at the end of every line", lambda: PLAIN.replace("\n", ",,\n").encode(), READ),
    (
        "lines of different length",
        lambda: f"姓名,电话,备注\n王五\n赵六,{PHONE}\n".encode(),
        f"王五 / 赵六 {PHONE}",
    ),
    (
        "blank lines before, between and behind",
        lambda: ("\n\n" + PLAIN.replace("\n", "\n\n") + "\n\n").encode(),
        READ,
    ),
    (
        "a line break inside a quoted cell",
        lambda: '姓名,备注\n王五,"两行\n内容"\n'.encode(),
        "王五 两行\n内容",
    ),
    ("doubled quotes", lambda: '姓名,备注\n王五,"外号""大王"""\n'.encode(), '王五 外号"大王"'),
    (
        "one quote in the middle of a cell",
        lambda: '姓名,备注\n王五,5"管\n赵六,好\n'.encode(),
        '王五 5"管 / 赵六 好',
    ),
    ("a formula that keeps noughts", lambda: f'姓名,电话\n王五,="{PHONE}"\n'.encode(), f"王五 {PHONE}"),
    ("a workbook named .csv", lambda: workbook(*ROWS), READ),
    ("half a line at the end, without a line end", lambda: PLAIN.rstrip("\n").encode(), READ),
)

CHARACTERS: tuple[Case, ...] = (
    ("an invisible blank in a heading", lambda: PLAIN.replace("姓名", "姓\u200b名").encode(), READ),
    (
        "a mark that turns the direction in a number",
        lambda: PLAIN.replace(PHONE, f"\u202e{PHONE}\u202c").encode(),
        READ,
    ),
    ("wide figures", lambda: PLAIN.replace(PHONE, "１３８００１３８０００").encode(), READ),
    (
        "wide letters and figures in an identity number",
        lambda: one("身份证号", NUMBER.translate({c: c + 0xFEE0 for c in range(33, 127)})),
        f"王五 {NUMBER}",
    ),
    (
        "Chinese blanks inside headings and names",
        lambda: PLAIN.replace("姓名", "姓　　名").replace("王五", "王　五").encode(),
        READ.replace("王五", "王 五"),
    ),
    ("blanks that do not break", lambda: PLAIN.replace("王五", "\u00a0王五\u00a0").encode(), READ),
    (
        "a Cyrillic letter for the X",
        lambda: one("身份证号", NUMBER_IN_X[:17] + "\u0425"),
        f"王五 {NUMBER_IN_X}",
    ),
    ("the letter O for nought", lambda: one("电话", PHONE.replace("0", "O")), "?电话 / 王五 !letter"),
    (
        "a soft hyphen in an identity number",
        lambda: one("身份证号", NUMBER[:6] + "\u00ad" + NUMBER[6:]),
        f"王五 {NUMBER}",
    ),
    (
        "tags of a web page in a cell",
        lambda: one("备注", "会开<b>叉车</b><br/>能吃苦"),
        "王五 会开叉车\n能吃苦",
    ),
    ("entities of a web page in a cell", lambda: one("备注", "A&amp;B&nbsp;厂"), "王五 A&B 厂"),
    (
        "a compatibility character for a common one",
        lambda: PLAIN.replace("王五", "王\uf979").encode(),
        READ.replace("王五", "王凉"),
    ),
    ("a small picture among the words", lambda: one("备注", "愿意👍"), "王五 愿意👍"),
    (
        "one cell that was spoilt before",
        lambda: PLAIN.replace("王五", "王\ufffd").encode(),
        f"{PHONE} !mojibake / 赵六 {PHONE}",
    ),
    (
        "a heading over two lines",
        lambda: workbook(["姓\n名", "联系\n电话"], ["王五", PHONE]),
        f"王五 {PHONE}",
    ),
    (
        "a star and a remark in a heading",
        lambda: workbook(["★姓名（必填）", "2.联系电话【手机】"], ["王五", PHONE]),
        f"王五 {PHONE}",
    ),
)

NUMBERS: tuple[Case, ...] = (
    (
        "an identity number kept as a quantity",
        lambda: one("身份证号", 370283199003071234),
        "王五 !stored_as_number",
    ),
    ("an identity number in powers of ten", lambda: one("身份证号", "3.70283E+17"), "王五 !stored_as_number"),
    (
        "an identity number of fifteen digits",
        lambda: one("身份证号", "370299900307121"),
        "王五 370299199003071216",
    ),
    (
        "an identity number in groups, behind an apostrophe",
        lambda: one("身份证号", f"'{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}"),
        f"王五 {NUMBER}",
    ),
    (
        "an identity number with a digit wrong",
        lambda: one("身份证号", NUMBER[:17] + ("1" if NUMBER[17] != "1" else "2")),
        "王五 !checksum",
    ),
    ("an identity number of seventeen digits", lambda: one("身份证号", NUMBER[:17]), "王五 !length"),
    ("somebody born on 31 April", lambda: one("身份证号", "370283199004310015"), "王五 !birth"),
    ("a phone kept as a quantity", lambda: one("电话", 13800138000), f"王五 {PHONE}"),
    ("a phone with a point nought", lambda: one("电话", f"{PHONE}.0"), f"王五 {PHONE}"),
    ("two phones in a cell", lambda: one("电话", f"{PHONE}/13900009000"), "王五 !several"),
    ("a phone with the country before it", lambda: one("电话", "+86 138-0013-8000"), f"王五 {PHONE}"),
    ("a phone with an extension", lambda: one("电话", "0532-81234567转8001"), "王五 0532-81234567"),
    ("a phone of twelve digits", lambda: one("电话", "138001380001"), "王五 !length"),
    ("a count said roughly", lambda: one("家庭人数（人）", "约20人"), "王五 !about"),
    ("a count said as a span", lambda: one("家庭人数（人）", "3-5人"), "王五 !range_of_numbers"),
    ("a count in a word", lambda: one("家庭人数（人）", "三人"), "王五 3人"),
    ("a count with a comma", lambda: one("家庭人数（人）", "1,200"), "王五 1200人"),
    ("a count below nought", lambda: one("家庭人数（人）", -3), "?家庭人数（人） / 王五 !too_small"),
    ("half a person", lambda: one("家庭人数（人）", 2.5), "?家庭人数（人） / 王五 !not_whole"),
    (
        "pay as a span with a remark",
        lambda: one("期望月薪", "3500-5000元/月(另有全勤)"),
        "王五 350000-500000分",
    ),
    ("pay in thousands with a letter", lambda: one("期望月薪", "5k"), "王五 500000-500000分"),
    ("pay for a day", lambda: one("期望月薪", "200元/天"), "王五 435000-435000分"),
    ("pay left open", lambda: one("期望月薪", "面议"), "王五 -分"),
    ("pay whose unit stands in the heading", lambda: one("期望月薪（千元）", 4.5), "王五 450000-450000分"),
)

DAYS: tuple[Case, ...] = (
    ("a day with points", lambda: one("摸排日期", "2026.3.29"), "王五 2026-03-29"),
    ("a day in eight figures", lambda: one("摸排日期", 20260329), "王五 2026-03-29"),
    ("a day and an hour", lambda: one("摸排日期", datetime(2026, 3, 29, 23, 59, 59)), "王五 2026-03-29"),
    ("a month without a day", lambda: one("摸排日期", "2026年3月"), "王五 !month_only"),
    ("a month that a spreadsheet took for a number", lambda: one("摸排日期", 2026.3), "王五 !month_only"),
    ("a year of two figures", lambda: one("摸排日期", "98年3月5日"), "?摸排日期 / 王五 !short_year"),
    ("the spreadsheet's inner number of a day", lambda: one("摸排日期", "45321"), "?摸排日期 / 王五 !serial"),
    ("a day that may be a month", lambda: one("摸排日期", "03/02/2026"), "王五 !ambiguous"),
    ("a day before its month", lambda: one("摸排日期", "29/3/2026"), "王五 2026-03-29"),
    ("a day that never was", lambda: one("摸排日期", "2026-02-30"), "王五 !date"),
    ("a day yet to come", lambda: one("摸排日期", "2026-12-31"), "王五 !future"),
    ("a word for a day", lambda: one("摸排日期", "长期"), "?摸排日期 / 王五 !open_ended"),
    ("days counted from 1904", from_1904, "王五 2026-03-29"),
)
