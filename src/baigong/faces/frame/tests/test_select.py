"""A list of choices is drawn without a template for every choice, and says what Django's own would say."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from baigong.faces.frame.forms import FrameRenderer

PLAIN = [("", "全部"), ("a&b", "甲<乙"), (3, "三")]
GROUPED = [("常用", [("x", "焊工"), ("y", "电工")]), ("", "没有"), ('"其他"', [("z", "普工")])]


class Framed(DjangoTemplates):
    """Django's templates, with the class that boxes of the house have."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        context["widget"]["attrs"]["class"] = "in"
        return str(super().render(template_name, context, request))


@pytest.mark.parametrize("choices", [PLAIN, GROUPED, []])
@pytest.mark.parametrize("value", ["", "a&b", "y", 3, None])
@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple])
def test_it_is_djangos_own(choices: list[Any], value: Any, kind: type[forms.Select]) -> None:
    attributes = {"id": "id_x", "required": True, "disabled": False, "aria-label": '甲"乙'}
    ours, theirs = (
        kind(choices=choices).render("x", value, dict(attributes), renderer)
        for renderer in (FrameRenderer(), Framed())
    )
    assert parse_html(ours) == parse_html(theirs)


def test_words_do_not_become_markup() -> None:
    drawn = forms.Select(choices=[('"><script>', "<script>")]).render("x", "", renderer=FrameRenderer())
    assert "<script" not in drawn
