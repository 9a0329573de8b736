"""Where the table is on a sheet, and that no row of it is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from baigong.kernels.recognition import EMPTY, Cell, Merge, filled_rows, find_table

KNOWN = ("企业名称", "缺工人数", "联系人", "联系电话", "姓名", "身份证号", "本市户籍")


def sheet(*lines: str) -> list[list[Cell]]:
    return [[Cell(text) if text else EMPTY for text in line.split("|")] if line else [] for line in lines]


def test_title_notes_blank_rows_and_totals_are_set_aside_with_their_reason() -> None:
    rows = sheet(
        "石桥县缺工企业清单",
        "填报单位：北镇||填报日期：2026.1.5|",
        "",
        "企业名称|缺工人数|联系人|联系电话",
        "1|2|3|4",
        "甲公司|12|张三|13800138000",
        "",
        "企业名称|缺工人数|联系人|联系电话",
        "乙公司|3|李四|13800138001",
        "一、开发区",
        "合计|15||",
        "注：按月底数填报。",
        "填表人：王五|审核人：赵六||",
    )
    table = find_table(rows, known=KNOWN)
    assert table is not None
    assert table.heading_rows == (3,)
    assert table.data_rows == (5, 8)
    assert table.skipped == {
        0: "title", 1: "note", 2: "blank", 4: "numbering", 6: "blank", 7: "repeated_heading", 9: "group",
        10: "total", 11: "note", 12: "note",
    }  # fmt: skip


def test_a_heading_of_two_merged_rows_is_joined() -> None:
    rows = sheet(
        "企业用工明细表", "企业名称|返岗人数||缺工人数|联系人", "|本市户籍|非本市户籍||", "甲公司|1|2|3|张三"
    )
    merges = [Merge(0, 0, 0, 4), Merge(1, 0, 2, 0), Merge(1, 1, 1, 2), Merge(1, 3, 2, 3), Merge(1, 4, 2, 4)]
    for given_merges in (merges, []):
        table = find_table(rows, merges=given_merges, known=KNOWN)
        assert table is not None
        assert table.headings == (
            "企业名称",
            "返岗人数/本市户籍",
            "返岗人数/非本市户籍",
            "缺工人数",
            "联系人",
        )
        assert (table.heading_rows, table.data_rows) == ((1, 2), (3,))


def test_a_data_row_with_gaps_is_no_second_heading() -> None:
    rows = sheet("企业名称|缺工人数|联系人", "甲公司||张三", "乙公司||李四")
    table = find_table(rows, known=KNOWN)
    assert table is not None and table.heading_rows == (0,) and table.data_rows == (1, 2)


def test_headings_nobody_knows_are_still_headings() -> None:
    table = find_table(sheet("title|company|salary", "焊工|甲公司|6-8千", "电工|乙公司|面议"))
    assert (
        table is not None and table.headings == ("title", "company", "salary") and len(table.data_rows) == 2
    )


def test_a_sheet_that_begins_with_data_has_no_heading_and_loses_nobody() -> None:
    table = find_table(
        sheet("张三|110199199003070119|13800138000", "李四|110199199003070119|13800138001"), known=KNOWN
    )
    assert table is not None and not table.has_heading
    assert table.headings == ("第1列", "第2列", "第3列") and table.data_rows == (0, 1)


def test_data_above_a_late_heading_is_kept() -> None:
    rows = sheet(
        "张三|110199199003070119|13800138000", "姓名|身份证号|联系电话", "李四|110199199003070135|13800138001"
    )
    table = find_table(rows, known=KNOWN)
    assert table is not None and table.data_rows == (0, 2)


def test_an_empty_sheet_has_no_table() -> None:
    assert find_table([]) is None
    assert find_table([[], [EMPTY, Cell(" ")]]) is None


def test_merged_words_are_filled_and_merged_figures_are_not() -> None:
    rows = sheet("镇|企业|缺工人数|工种", "北镇|甲公司|20|焊工", "|||电工", "|||钳工")
    merges = [Merge(1, 0, 3, 0), Merge(1, 1, 3, 1), Merge(1, 2, 3, 2)]
    filled = filled_rows(rows, merges)
    assert [[cell.text for cell in row] for row in filled[1:]] == [
        ["北镇", "甲公司", "20", "焊工"], ["北镇", "甲公司", "", "电工"], ["北镇", "甲公司", "", "钳工"],
    ]  # fmt: skip
    assert rows[2][0] is EMPTY


_CELLS = st.sampled_from(
    [
        "",
        "",
        "姓名",
        "合计",
        "注：说明",
        "张三",
        "13800138000",
        "一、北镇",
        "2026.1.5",
        "企业名称",
        "焊工",
        "12",
        "联系人",
    ]
)


@given(st.lists(st.lists(_CELLS, max_size=6), max_size=15))
def test_every_row_is_accounted_for(lines: list[list[str]]) -> None:
    rows = [[Cell(text) if text else EMPTY for text in line] for line in lines]
    table = find_table(rows, known=KNOWN)
    if table is None:
        assert all(cell.is_empty for row in rows for cell in row)
        return
    parts = [*table.heading_rows, *table.data_rows, *table.skipped]
    assert sorted(parts) == list(range(len(rows)))
    assert len(set(parts)) == len(parts)
    assert table.width == len(table.headings) >= 1


def test_a_heading_that_tells_its_unit_is_no_note() -> None:
    """“单位：” in brackets behind a heading says what is counted; alone above a table it says whose it is."""
    rows = sheet(
        "缺工明细表",
        "急需工种（规范填写）|缺口数（单位：人）|用工主体全称|镇街",
        "仓库管理员|6|淳圃公司|北镇",
    )
    table = find_table(rows, known=KNOWN)
    assert table is not None and table.has_heading
    assert (table.heading_rows, table.data_rows) == ((1,), (2,))
    above = find_table(sheet("（单位：人）", "企业名称|缺工人数", "甲公司|3"), known=KNOWN)
    assert above is not None and above.heading_rows == (1,)
