"""Why a form asks for something and who sees it: from the register of personal fields, said beside the field.

A field that is not sealed but is about a person all the same is declared here by whoever asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps

from baigong.foundation.privacy.catalogue import personal_fields
from baigong.foundation.scope.declaration import ScopedBy


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said of one asked field."""

    purpose: str
    basis: str
    retention: str
    seen_by: str
    is_sealed: bool


# Said to the person asked; an officer who asks on behalf of somebody else reads it of that person.
_OF_OTHERS = (("您本人", "本人"), ("您登记地", "登记地"), ("您同意", "本人同意"), ("您", "本人"))

_plain: dict[str, Asked] = {}


def declare_asked(name: str, *, purpose: str, basis: str, retention: str, seen_by: str) -> None:
    """Say why a field that is not sealed is asked for; called from `AppConfig.ready`."""
    _plain[name] = Asked(purpose, basis, retention, seen_by, is_sealed=False)


def asked(name: str) -> Asked:
    """Return what to say of a field: a personal field by its logical name, or a declared one.

    :raises KeyError: for a name nobody declared, so that a form cannot ask without a reason.
    """
    for field in personal_fields():
        if field.name == name:
            seen = _seen_by(apps.get_model(field.model))
            return Asked(field.purpose, field.basis, field.retention, seen, is_sealed=True)
    return _plain[name]


def of_others(said: Asked) -> Asked:
    """Return the same in words about somebody else than the reader."""
    seen = said.seen_by
    for old, new in _OF_OTHERS:
        seen = seen.replace(old, new)
    return replace(said, seen_by=seen)


def _seen_by(model: Any) -> str:
    """Return in words who sees a model's rows, from the axes it declares."""
    own: str = getattr(model, "ASKED_SEEN_BY", "")  # a model whose axes mean something else says so itself
    if own:
        return own
    axes: ScopedBy | None = getattr(model, "scoped_by", None)
    if axes is None or axes.public:
        return "您本人和办这件事的经办人" if axes is None else "所有人"
    seen = ["您本人"] if axes.party else []
    seen += ["您登记地的村居、镇街、县级经办人"] if axes.place else []
    seen += ["您同意或应聘的单位（可随时撤回）"] if axes.share else []
    return "、".join(seen or ["办这件事的经办人"])
