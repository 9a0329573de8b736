"""How forms are drawn: label, hint, error, control, in this order; what is optional says so."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.template.defaultfilters import stringformat
from django.utils.html import format_html, format_html_join

WIDGETS = "django/forms/widgets/"
BARE = {"checkbox.html", "radio.html", "checkbox_option.html", "radio_option.html", "hidden.html"}
SELECT = f"{WIDGETS}select.html"
CHOICES = {f"{WIDGETS}radio.html", f"{WIDGETS}checkbox_select.html"}


class FrameRenderer(DjangoTemplates):
    """Django's renderer with the house's form and field templates; set as FORM_RENDERER."""

    form_template_name = "frame/forms/form.html"
    formset_template_name = "frame/forms/formset.html"
    field_template_name = "frame/forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Draw one template; boxes get their class here so that no form has to name it."""
        if template_name in CHOICES:
            template_name = "frame/forms/choices.html"
        elif _is_box(template_name, context):
            attributes = context["widget"]["attrs"]
            attributes["class"] = f"in {attributes.get('class', '')}".strip()
            attributes.pop("placeholder", None)  # the label stands above the box; said twice it is in the way
        if template_name == SELECT:
            return _select(context["widget"])
        return str(super().render(template_name, context, request))


def _select(widget: dict[str, Any]) -> str:
    """Draw a list of choices as Django's own template does, without a template for every choice.

    A place to choose may be one of hundreds, and each template costs more than all of a page's questions.
    """
    drawn = []
    for group, choices, _ in widget["optgroups"]:
        options = format_html_join("", "<option{}>{}</option>", (_option(choice) for choice in choices))
        drawn.append(format_html('<optgroup label="{}">{}</optgroup>', group, options) if group else options)
    named = {"name": widget["name"]} | widget["attrs"]
    return format_html(
        "<select{}>{}</select>", flatatt(named), format_html_join("", "{}", ((each,) for each in drawn))
    )


def _option(choice: dict[str, Any]) -> tuple[str, Any]:
    value = stringformat(choice["value"], "s")
    return flatatt({"value": value} | choice["attrs"]), choice["label"]


def _is_box(template_name: str, context: dict[str, Any]) -> bool:
    """Whether this draws one control that people type into or choose from."""
    if not template_name.startswith(WIDGETS) or "widget" not in context:
        return False
    kind = context["widget"].get("type")
    return template_name.removeprefix(WIDGETS) not in BARE and kind not in {"hidden", "file"}
