"""The address of the job list: read into a search, written back without one condition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from baigong.domains.vacancies.public import PublicPlace
from baigong.domains.vacancies.public_search import VacancySearch
from baigong.domains.workers.enums import Shift
from baigong.faces.portal import trades
from baigong.faces.portal.wording import SHIFTS

PAY_STEPS = (3000, 4000, 5000, 6000, 8000)
MOST_PAY = 1_000_000
LONGEST_WORDS, LONGEST_CERTIFICATE = 40, 30
KILOMETRES = (5, 10, 20, 50)
ASKED_SHIFTS = tuple((shift.value, SHIFTS[shift]) for shift in (Shift.DAY, Shift.TWO, Shift.THREE))
# Which key of the address stands for which condition of the search.
KEYS = {
    "words": "q",
    "trade": "trade",
    "place": "place",
    "pay": "pay",
    "shifts": "shift",
    "lodging": "lodging",
    "within": "within",
    "certificate": "certificate",
}


class SearchForm(forms.Form):
    """What the address may hold. A value nobody offered is refused, never taken for “any”."""

    q = forms.CharField(label="工种或企业", required=False, max_length=LONGEST_WORDS)
    literal = forms.ChoiceField(label="找法", choices=(("yes", "只按原话找"),), required=False)
    trade = forms.CharField(label="行当", required=False, max_length=10, validators=[trades.must_be_known])
    place = forms.ChoiceField(label="地方", required=False)
    pay = forms.IntegerField(label="月薪", min_value=1, max_value=MOST_PAY, required=False)
    shift = forms.MultipleChoiceField(label="班次", choices=ASKED_SHIFTS, required=False)
    certificate = forms.CharField(label="证书或技能等级", required=False, max_length=LONGEST_CERTIFICATE)
    lodging = forms.ChoiceField(label="住宿", choices=(("yes", "包住"),), required=False)
    sort = forms.ChoiceField(
        label="排序",
        choices=(("new", "最新"), ("pay", "工资高"), ("near", "最近"), ("key", "重点企业在前")),
        required=False,
    )
    near = forms.ChoiceField(label="离哪里", required=False)
    within = forms.TypedChoiceField(
        label="多远以内",
        choices=[(kilometres, f"{kilometres}公里") for kilometres in KILOMETRES],
        coerce=int,
        required=False,
    )

    def __init__(self, query: QueryDict, places: Iterable[PublicPlace]) -> None:
        super().__init__(query)
        offered = [(place.key, place.name) for place in places]
        for name in ("place", "near"):
            choices: Any = self.fields[name]
            choices.choices = offered


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked address: its values, and the search they mean."""

    values: Mapping[str, Any]
    search: VacancySearch

    def address(self, *, leave: str = "", **change: str) -> str:
        """Return the query string without the key `leave`, with some values changed; no position."""
        kept = {key: value for key, value in (self.values | change).items() if value and key != leave}  # type: ignore[operator]  # both are mappings of texts
        if leave == "q" or "q" not in kept:
            kept.pop("literal", None)
        if leave == "near":  # what is measured from it goes along
            kept.pop("within", None)
            if kept.get("sort") == "near":
                kept.pop("sort")
        return urlencode(kept, doseq=True)

    def only(self, key: str) -> str:
        """Return the query string with one condition alone, and the place a distance is measured from."""
        kept = [key, "near"] if key == "within" and "near" in self.values else [key]
        return urlencode({name: self.values[name] for name in kept}, doseq=True)


def read(form: SearchForm, places: Iterable[PublicPlace]) -> Asked:
    """Return what a valid form asks for."""
    values = {key: value for key, value in form.cleaned_data.items() if value}
    paths = {place.key: place.path for place in places}
    search = VacancySearch(
        words=values.get("q", ""),
        is_literal="literal" in values,
        trade=values.get("trade", ""),
        place_path=paths.get(values.get("place", ""), ""),
        pay_at_least_fen=values["pay"] * 100 if "pay" in values else None,
        shifts=tuple(values.get("shift", ())),
        has_lodging="lodging" in values,
        order=_order(values),
        near_path=paths.get(values.get("near", ""), ""),
        within_km=values.get("within"),
        certificate=values.get("certificate", ""),
    )
    return Asked(values, search)


def _order(values: Mapping[str, Any]) -> str:
    """Return the order: whoever names a place to be near to wants the near ones first, unless they say otherwise."""
    near = "near" if "near" in values else "new"
    sort = str(values.get("sort", near))
    return near if sort == "near" else sort


def names_of(asked: Asked, places: Sequence[PublicPlace]) -> dict[str, str]:
    """Return the words for each condition set, in the order they are shown."""
    values = asked.values
    place = next((each for each in places if each.key == values.get("place")), None)
    origin = origin_of(asked, places)
    words = {
        "words": f"“{values.get('q', '')}”",
        "place": f"{place.county}{place.name}" if place else "",
        "trade": trades.label(values.get("trade", "")),
        "pay": f"{values.get('pay')}元起",
        "shifts": "或".join(label for code, label in ASKED_SHIFTS if code in values.get("shift", ())),
        "lodging": "包住",
        "within": f"{f'离{origin.name}' if origin else ''}{values.get('within')}公里以内",
        "certificate": f"要{values.get('certificate')}",
    }
    return {name: label for name, label in words.items() if KEYS[name] in values}


def origin_of(asked: Asked, places: Iterable[PublicPlace]) -> PublicPlace | None:
    """Return the place distances are measured from, None when none was chosen."""
    return next((each for each in places if each.key == asked.values.get("near")), None)
