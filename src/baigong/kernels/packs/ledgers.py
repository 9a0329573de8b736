"""Reading ``registers/<id>.toml`` into a `Register`."""

from __future__ import annotations

from typing import Any, cast

from baigong.kernels.registers import Column, CrossTabShape, Measure, Register
from baigong.kernels.registers.model import COLUMN_KINDS, COUNTS, ColumnKind, Count

from .problems import Problem
from .section import Section, once_only

USUAL_WIDTH = 8


def read_register(table: dict[str, Any], file: str, problems: list[Problem]) -> Register:
    """Read one register; the file is named after its id in small letters."""
    section = Section(table, file, "", problems)
    columns, shape = section.sections("column"), section.section("cross_tab")
    once_only(columns, "field")
    if not columns and shape is None:
        section.wrong("column", "至少要写一列[[column]]，或一张交叉表[cross_tab]。")
    register = Register(
        id=section.name("id"),
        title=section.text("title", required=True),
        source=section.name("source"),
        columns=tuple(_read_column(each) for each in columns),
        rows=section.condition("where"),
        cross_tab=None if shape is None else _read_shape(shape),
        clause=section.text("clause", required=True),
    )
    section.close()
    if register.id and not file.endswith(f"/{register.id.lower()}.toml"):
        section.wrong("id", f"文件名要和id一致，应是{register.id.lower()}.toml。")
    return register


def _read_column(section: Section) -> Column:
    column = Column(
        field=section.name("field"),
        heading=section.text("heading", required=True),
        kind=cast(ColumnKind, section.choice("kind", COLUMN_KINDS, default="text")),
        required=section.yes("required"),
        width=section.whole("width", least=1) or USUAL_WIDTH,
        unit=section.text("unit"),
    )
    section.close()
    return column


def _read_shape(section: Section) -> CrossTabShape:
    measures = section.sections("measure")
    once_only(measures, "id")
    shape = CrossTabShape(
        rows=section.texts("rows", required=True),
        columns=section.texts("columns"),
        measures=tuple(_read_measure(each) for each in measures),
    )
    if not measures:
        section.wrong("measure", "交叉表至少要数一样，写一条[[cross_tab.measure]]。")
    section.close()
    return shape


def _read_measure(section: Section) -> Measure:
    count = section.choice("count", COUNTS, default="rows")
    field = section.name("field", required=count != "rows")
    measure = Measure(
        id=section.name("id"),
        heading=section.text("heading", required=True),
        count=cast(Count, count),
        field=field,
        where=section.condition("where"),
        unit=section.text("unit"),
    )
    section.close()
    return measure
