"""The reference page of each room's tables: columns, constraints, who sees rows, how they come in."""

from __future__ import annotations

import inspect
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
        pieces += [*_entity(model), ""]
    return "\n".join(pieces)


def _entity(model: Any) -> list[str]:
    words = inspect.cleandoc(model.__doc__ or "")
    lines = [f"## {model.__name__}", "", words, "", *_nature(model), ""]
    lines += ["| Column | Kind | Empty | Says |", "|---|---|---|---|"]
    lines += [_column(field) for field in model._meta.local_concrete_fields]
    for title, found in (
        ("Held by the database", [_constraint(each) for each in model._meta.constraints]),
        ("Comes in as", _lists(model)),
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
