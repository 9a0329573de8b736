"""The reference page of each room's tables: columns, constraints, who sees rows, how they come in and are asked."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[1] / "src" / "baigong"
KINDS = (("PeriodFact", "fact over a period"), ("Fact", "fact"), ("Master", "master"))


def rooms() -> list[str]:
    """Return the rooms that own tables, as `domains/places`."""
    found = [*SOURCE.glob("*/*/models.py"), *SOURCE.glob("*/*/models/__init__.py")]
    folders = {path.parent if path.name == "models.py" else path.parent.parent for path in found}
    return sorted(folder.relative_to(SOURCE).as_posix() for folder in folders)


def render_room(room: str, made_by: str) -> str:
    """Return the page of one room."""
    from django.apps import apps  # noqa: PLC0415 (Django is set up by now)

    module = f"baigong.{room.replace('/', '.')}.models"
    models = [
        model
        for model in apps.get_models()
        if model.__module__ == module or model.__module__.startswith(f"{module}.")
    ]
    pieces = [f"# Tables of `{room}`", "", made_by, ""]
    for model in sorted(models, key=lambda each: each.__name__):
        pieces += [*_entity(model, room), ""]
    questions = questions_of(room)
    if questions:
        pieces += [
            "## Questions",
            "",
            f"`{room}/selectors.py` answers, within the scope of whoever asks:",
            "",
        ]
        pieces += [
            f"- `{name}{_arguments(asked)}`: {_first_line(asked)}" for name, asked in questions.items()
        ]
        pieces += [""]
    return "\n".join(pieces)


def questions_of(room: str) -> dict[str, Callable[..., Any]]:
    """Return the selectors of a room by name, in the order they are written; none where it has no such file."""
    name = f"baigong.{room.replace('/', '.')}.selectors"
    if importlib.util.find_spec(name) is None:
        return {}
    module = importlib.import_module(name)
    found = inspect.getmembers(module, inspect.isroutine) + inspect.getmembers(module, _is_wrapped)
    own = {each: asked for each, asked in found if asked.__module__ == name and not each.startswith("_")}
    return dict(sorted(own.items(), key=lambda pair: inspect.getsourcelines(inspect.unwrap(pair[1]))[1]))


def _is_wrapped(member: Any) -> bool:
    """A function kept by a cache is no function any more, but wraps one."""
    return callable(member) and hasattr(member, "__wrapped__")


def _arguments(asked: Callable[..., Any]) -> str:
    return f"({', '.join(inspect.signature(asked).parameters)})"


def _first_line(asked: Callable[..., Any]) -> str:
    return inspect.cleandoc(asked.__doc__ or "").split("\n")[0]


def _askers(model: Any, room: str) -> list[str]:
    """Return the room's selectors that read a table, and the declared lists whose rows are read as ledger sources."""
    name = model.__name__
    found = [
        f"`{each}`"
        for each, asked in questions_of(room).items()
        if name in inspect.getsource(inspect.unwrap(asked)).replace(".", " ").replace("(", " ").split()
    ]
    found += [f"rows of `lists.{each}` (`/desk/records/{each}/`)" for each in _declared(model)]
    return [f"- {'、'.join(found)}"] if found else []


def _declared(model: Any) -> list[str]:
    from baigong.foundation.exchange.declared import declared_lists  # noqa: PLC0415

    return [name for name, spec in declared_lists().items() if spec.model is model]


def _entity(model: Any, room: str) -> list[str]:
    words = inspect.cleandoc(model.__doc__ or "")
    lines = [f"## {model.__name__}", "", words, "", *_nature(model), ""]
    lines += ["| Column | Kind | Empty | Says |", "|---|---|---|---|"]
    lines += [_column(field) for field in model._meta.local_concrete_fields]
    for title, found in (
        ("Held by the database", [_constraint(each) for each in model._meta.constraints]),
        ("Comes in as", _lists(model)),
        ("Is asked through", _askers(model, room)),
    ):
        if found:
            lines += ["", f"{title}:", "", *found]
    return lines


def _nature(model: Any) -> list[str]:
    names = {base.__name__ for base in model.__mro__}
    kind = next((words for name, words in KINDS if name in names), "table of the house")
    scope = getattr(model, "scoped_by", None)
    if scope is None:
        return [f"A {kind}; no row of it is anybody's, or its service asks who may read."]
    axes = [f"place `{scope.place}`"] if scope.place else []
    axes += [f"party `{column}`" for column in scope.party]
    axes += [f"share of kind `{scope.share}`"] if scope.share else []
    axes += [f"public since `{scope.public}`"] if scope.public else []
    return [f"A {kind}. Who sees a row: {' or '.join(axes) or 'nobody but the system'}."]


def _column(field: Any) -> str:
    kind = type(field).__name__
    if field.is_relation:
        kind = f"→ {field.related_model.__name__}"
    elif getattr(field, "kind", ""):
        kind = f"sealed ({field.kind})"
    choices = "、".join(f"`{code}` {label}" for code, label in field.flatchoices)
    return f"| `{field.attname}` | {kind} | {'yes' if field.null else 'no'} | {choices} |"


def _constraint(constraint: Any) -> str:
    kind = type(constraint).__name__.removesuffix("Constraint").lower()
    columns = ", ".join(f"`{name}`" for name in getattr(constraint, "fields", ()))
    condition = getattr(constraint, "condition", None)
    when = f" where {condition}" if condition is not None and columns else f" {condition or ''}".rstrip()
    return f"- `{constraint.name}` ({kind}{' of ' + columns if columns else ''}){when}"


def _lists(model: Any) -> list[str]:
    from baigong.foundation.exchange.contract import list_names, spec_of  # noqa: PLC0415

    found = []
    for name in list_names():
        spec = spec_of(name)
        if getattr(spec, "model", None) is model:
            headings = "、".join(f"{each.label}{'*' if each.required else ''}" for each in spec.layout.fields)
            found.append(f"- `{name}` {spec.title}: {headings}")
    return found
