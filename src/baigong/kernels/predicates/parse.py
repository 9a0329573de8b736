"""From a mapping (a TOML table) to a condition; every error names the key that must be mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, cast, get_args

from .errors import PredicateError
from .model import (
    LIST_VERBS,
    ORDER_VERBS,
    PATH_END,
    TEXT_VERBS,
    Group,
    Mode,
    Predicate,
    Scalar,
    Test,
    Verb,
    kind_of,
)

VERBS: tuple[str, ...] = get_args(Verb)
MODES: tuple[str, ...] = get_args(Mode)
MOST_GROUPS_DEEP = 3
MOST_PARTS = 100
MOST_VALUES = 1000


def parse(mapping: object, *, at: str = "where") -> Predicate:
    """Read one condition; `at` is the path of its key in the file, used in errors."""
    return _parse(mapping, at, 1)


def parse_all(conditions: object, *, at: str = "where") -> Predicate:
    """Read a list of conditions that must all hold; an empty list holds for everyone."""
    if not isinstance(conditions, list | tuple):
        raise PredicateError("not-a-list", at, "这里要写一列条件，用方括号括起来。")
    parts = _parse_parts(conditions, at, 1)
    return parts[0] if len(parts) == 1 else Group("all", parts)


def _parse(mapping: object, at: str, deep: int) -> Predicate:
    if not isinstance(mapping, Mapping):
        raise PredicateError("not-a-condition", at, "一个条件要写成{ fact = …, is = … }这样。")
    modes = [key for key in mapping if key in MODES]
    if modes:
        return _parse_group(mapping, modes[0], at, deep)
    return _parse_test(mapping, at)


def _parse_group(mapping: Mapping[str, Any], mode: str, at: str, deep: int) -> Group:
    _refuse_unknown(mapping, {mode}, at)
    here = f"{at}.{mode}"
    parts = mapping[mode]
    if not isinstance(parts, list | tuple) or not parts:
        raise PredicateError("empty-group", here, f"“{mode}”后面至少要有一个条件，用方括号括起来。")
    if deep > MOST_GROUPS_DEEP:
        raise PredicateError("too-deep", here, f"all、any、none最多套{MOST_GROUPS_DEEP}层，请拆开写。")
    return Group(cast(Mode, mode), _parse_parts(parts, here, deep + 1))


def _parse_parts(parts: Sequence[object], at: str, deep: int) -> tuple[Predicate, ...]:
    if len(parts) > MOST_PARTS:
        raise PredicateError("too-many", at, f"一处最多写{MOST_PARTS}个条件，现在有{len(parts)}个。")
    return tuple(_parse(part, f"{at}[{number}]", deep) for number, part in enumerate(parts))


def _parse_test(mapping: Mapping[str, Any], at: str) -> Test:
    subject_key = _only_one(mapping, ("fact", "column"), at, "要写fact或column其中一个，说明看哪一项。")
    verb = _only_one(mapping, VERBS, at, f"要写一种比法，可写：{'、'.join(VERBS)}。")
    _refuse_unknown(mapping, {subject_key, verb, "on"}, at)
    subject = mapping[subject_key]
    if not isinstance(subject, str) or not subject:
        raise PredicateError("no-subject", f"{at}.{subject_key}", "这里要写项目的名字，不能空着。")
    operands = _operands(verb, mapping[verb], f"{at}.{verb}")
    return Test(subject, cast(Verb, verb), operands, _day(mapping.get("on", "event"), f"{at}.on"))


def _only_one(mapping: Mapping[str, Any], names: Sequence[str], at: str, sentence: str) -> str:
    found = [name for name in names if name in mapping]
    if len(found) != 1:
        extra = f"现在同时写了{'、'.join(found)}。" if found else ""
        raise PredicateError("missing-key" if not found else "two-keys", at, sentence + extra)
    return found[0]


def _refuse_unknown(mapping: Mapping[str, Any], known: set[str], at: str) -> None:
    for key in mapping:
        if key not in known:
            raise PredicateError("unknown-key", f"{at}.{key}", f"条件里不认识“{key}”，请删去或改正。")


def _operands(verb: str, given: object, at: str) -> tuple[Scalar, ...]:
    if verb in LIST_VERBS:
        return _list_operands(verb, given, at)
    value = _scalar(given, at)
    kind = kind_of(value)
    if verb == "is_known" and kind != "yes_no":
        raise PredicateError("wrong-value", at, "is_known后面只能写true或false。")
    if verb in ORDER_VERBS and kind not in ("number", "day"):
        raise PredicateError("wrong-value", at, f"“{verb}”比大小，后面要写数字或日期。")
    if verb in TEXT_VERBS and not (kind == "text" and value):
        raise PredicateError("wrong-value", at, f"“{verb}”后面要写文字，不能空着。")
    if verb == "within" and not cast(str, value).endswith(PATH_END):
        raise PredicateError("wrong-path", at, f"区划路径要以“{PATH_END}”结尾，否则会把相邻的地方也算进来。")
    return (value,)


def _list_operands(verb: str, given: object, at: str) -> tuple[Scalar, ...]:
    if not isinstance(given, list | tuple) or not given:
        raise PredicateError("wrong-value", at, f"“{verb}”后面要写一列值，用方括号括起来。")
    if len(given) > MOST_VALUES:
        raise PredicateError("too-many", at, f"最多写{MOST_VALUES}个值，现在有{len(given)}个。")
    values = tuple(_scalar(each, f"{at}[{number}]") for number, each in enumerate(given))
    if len({kind_of(value) for value in values}) > 1:
        raise PredicateError("mixed-values", at, "一列里的值要是同一类：都是文字、都是数字或都是日期。")
    if verb == "between":
        _check_bounds(values, at)
    return values


def _check_bounds(values: tuple[Scalar, ...], at: str) -> None:
    if len(values) != 2 or kind_of(values[0]) not in ("number", "day"):
        raise PredicateError("wrong-value", at, "between后面要写[起,止]两个数字或日期，两头都算。")
    if values[0] > values[1]:  # type: ignore[operator]  # same kind, checked above
        raise PredicateError("wrong-order", at, f"起值{values[0]}比止值{values[1]}大，请对调。")


def _scalar(value: object, at: str) -> Scalar:
    if kind_of(value) is None or (isinstance(value, Decimal) and not value.is_finite()):
        raise PredicateError("wrong-value", at, f"这里不能写{value!r}；可写文字、数字、日期、true或false。")
    return cast(Scalar, value)


def _day(given: object, at: str) -> Literal["event", "today"] | date:
    if given == "event" or given == "today":
        return cast(Literal["event", "today"], given)
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    raise PredicateError("wrong-day", at, "on后面写event（事发当天）、today（今天）或一个日期。")
