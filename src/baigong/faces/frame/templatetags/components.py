"""The parts pages are made of. `{% load components %}`; every tag works without script.

Tags that take one object read it by attribute or by key, so views may pass dataclasses or mappings.
What each part expects is written in `faces/frame/README.md` and shown on the style guide page.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from baigong.faces.frame import figures, geometry
from baigong.faces.frame.display import SIZES, read_display
from baigong.foundation.clock import day_of
from baigong.foundation.privacy.asked import asked, of_others

register = template.Library()

SHAPES = {"off", "on", "wait", "done", "late"}
URGENCIES = {"", "soon", "over"}
VERDICTS = {
    "fits": ("", "合"),
    "close": ("near", "近"),
    "missing": ("gap", "缺"),
    "unknown": ("ask", "未知"),
}
NOTES = {"info": "", "warn": "warn", "bad": "bad", "ok": "ok"}
SORTS = {"ascending": "↑", "descending": "↓"}


def pick(thing: Any, name: str, default: Any = None) -> Any:
    """One attribute or key of an object a view passed in."""
    if isinstance(thing, Mapping):
        return thing.get(name, default)
    return getattr(thing, name, default)


# --- the root element and the display buttons


@register.simple_tag(takes_context=True)
def display_attributes(context: Context) -> SafeString:
    """Attributes of the root element for the visitor's type size and contrast; empty without a request."""
    chosen = read_display(context.get("request")).attributes
    return format_html_join("", ' {}="{}"', chosen.items())


@register.inclusion_tag("frame/parts/display.html", takes_context=True)
def display_buttons(context: Context) -> dict[str, Any]:
    """Type size and contrast as a small form; it posts and comes back to the same page."""
    request = context.get("request")
    chosen = read_display(request)
    return {
        "is_shared": context.get("is_shared", False),
        "csrf_token": context.get("csrf_token"),
        "sizes": [(key, words, key == chosen.size) for key, words in SIZES.items()],
        "is_high": chosen.is_high_contrast,
        "next": request.get_full_path() if request is not None and request.method == "GET" else "",
        "path": request.path if request is not None else "/",
    }


@register.simple_tag(takes_context=True)
def form_guard(context: Context) -> SafeString:
    """The hidden fields every posting form carries: against forgery, and against acting twice."""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="idempotency_key" value="{}">',
        context.get("csrf_token") or "",
        uuid.uuid4(),
    )


@register.inclusion_tag("frame/components/why_asked.html")
def why_asked(field: Any) -> dict[str, Any]:
    """Why a form field is asked for and who sees it; nothing for a field about no person.

    A form says which entry of the register a field fills: `ASKS = {"phone": "person.phone"}`; one that an officer
    fills in about somebody else says `OF_OTHERS = True`.
    """
    form = getattr(field, "form", None)
    name = getattr(form, "ASKS", {}).get(getattr(field, "name", ""), "")
    if not name:
        return {"asked": None}
    return {"asked": of_others(asked(name)) if getattr(form, "OF_OTHERS", False) else asked(name)}


# --- figures


@register.simple_tag
def people(value: int | None, style: str = "table") -> str:
    """A count: `{% people 1873 %}` 1,873; `{% people 12300 "words" %}` 1.23万; nothing known: “—”."""
    return figures.number_in_words(value) if style == "words" else figures.number(value)


@register.simple_tag
def money(fen: int | None, style: str = "table") -> str:
    """Fen as yuan: `{% money 3800000 %}` 38,000.00; `{% money 3800000 "words" %}` 3.8万元."""
    return figures.money_in_words(fen) if style == "words" else figures.money(fen)


@register.simple_tag
def share(part: int | None, whole: int | None) -> str:
    """A rate with its counts beside it: 81.0%（34/42）."""
    return figures.share(part, whole)


@register.simple_tag
def day(value: date | None, style: str = "text") -> SafeString:
    """A date as `<time>`: `text` 5月12日, `short` 05-12, `file`, `year`, `weekday`; nothing known: “—”.

    An instant is shown as its day in China.
    """
    if value is None:
        return format_html("{}", figures.UNKNOWN)
    if isinstance(value, datetime):
        value = day_of(value)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), figures.day(value, style))


@register.filter
def grouped(value: int | Decimal | None) -> str:
    """The same as `people`, as a filter: `{{ total|grouped }}`."""
    return figures.number(value)


# --- marks


@register.inclusion_tag("frame/components/joint.html")
def joint(need: int, done: int, size: str = "row", unit: str = "人") -> dict[str, Any]:
    """The gap bar: `{% joint need done %}`; `size` row (in tables), mid or big. One sentence says it all."""
    shape = geometry.JOINTS[size]
    return {
        "shape": shape,
        "css": "" if size == "row" else size,
        "is_whole": done >= need,
        "rail": geometry.joint_rail(shape),
        "fill": geometry.joint_fill(shape, need, done),
        "sentence": f"需{need}{unit}，已补{done}{unit}，还缺{max(need - done, 0)}{unit}",
    }


@register.simple_tag
def state(code: str, label: str, shape: str = "off") -> SafeString:
    """A state as shape and word: ○ off, ◐ on, ◇ wait, ● done, ■ late. The word alone says it all."""
    css = shape if shape in SHAPES else "off"
    return format_html('<span class="st {}" data-state="{}">{}</span>', css, code, label)


@register.inclusion_tag("frame/components/clock.html")
def clock(text: str, urgency: str = "", deadline: str = "") -> dict[str, Any]:
    """Time left in words: `{% clock "剩2个工作日" "soon" "5月15日17:00截止" %}`; urgency “”, soon or over."""
    return {"text": text, "urgency": urgency if urgency in URGENCIES else "", "deadline": deadline}


@register.simple_tag
def tag(label: str, kind: str = "") -> SafeString:
    """A fact about the record, at most four characters, never clickable; `kind` “”, key, hot or fill."""
    css = {"key": "tag key-firm", "hot": "tag hot", "fill": "tag fill"}.get(kind, "tag")
    return format_html('<span class="{}">{}</span>', css, label)


@register.simple_tag
def cert(certainty: str, source: str = "", on: date | str | None = None) -> SafeString:
    """Who vouches for a fact: certified, checked, declared, expired or unavailable, with source and date."""
    when = figures.day(on) if isinstance(on, date) else (on or "")
    named = f"{source} {when}".strip()
    words, css = {
        "certified": (named or "已核验", "cert"),
        "checked": (named or "已核对", "cert"),
        "declared": (named or "本人自述", "cert said"),
        "expired": (f"{named}，已过期".lstrip("，"), "cert said"),
        "unavailable": (f"{source or '来源'}暂时查不到，不作不符合", "cert said"),
    }.get(certainty, (named or "来源不明", "cert said"))
    return format_html('<span class="{}">{}</span>', css, words)


@register.inclusion_tag("frame/components/progress.html")
def progress(done: int, total: int, sentence: str = "") -> dict[str, Any]:
    """A job under way: a native progress bar and a sentence such as “4127 / 5000行，约1分钟”."""
    return {"done": done, "total": total, "sentence": sentence or f"{done} / {total}"}


@register.inclusion_tag("frame/components/key.html")
def key(verdict: str, words: str = "") -> dict[str, Any]:
    """The fit key alone, for legends: fits solid, close outlined, missing dashed."""
    css, label = VERDICTS.get(verdict, VERDICTS["unknown"])
    return {"css": css, "label": words or label}


# --- lists and blocks


@register.inclusion_tag("frame/components/match.html", takes_context=True)
def match_card(context: Context, match: Any) -> dict[str, Any]:
    """One match with its score, the bar of parts, and every condition: asked, fit, had, points."""
    reasons = [_reason(entry) for entry in pick(match, "reasons", ())]
    counted = [entry for entry in reasons if entry["maximum"]]
    total = sum(entry["maximum"] for entry in counted)
    return {
        "match": match,
        "csrf_token": context.get("csrf_token"),
        "reasons": reasons,
        "parts": geometry.strips([float(entry["points"] or 0) for entry in counted], float(total)),
        "sentence": "、".join(f"{entry['name']}{entry['points']}" for entry in counted),
    }


def _reason(entry: Any) -> dict[str, Any]:
    """One line of the fit table; a condition without points is a hard one."""
    css, label = VERDICTS.get(str(pick(entry, "verdict", "unknown")), VERDICTS["unknown"])
    points, maximum = pick(entry, "points"), pick(entry, "maximum")
    return {
        "name": pick(entry, "name", ""),
        "asks": pick(entry, "asks") or pick(entry, "name", ""),
        "has": pick(entry, "has") or pick(entry, "sentence", ""),
        "points": points,
        "maximum": maximum or 0,
        "css": css,
        "label": label,
    }


@register.inclusion_tag("frame/components/timeline.html")
def timeline(entries: Iterable[Any], empty_text: str = "还没有记录。") -> dict[str, Any]:
    """When, through what channel, what, with what result; kind “”, now, or broken (a duty not kept)."""
    return {"entries": list(entries), "empty_text": empty_text}


@register.inclusion_tag("frame/components/todo.html")
def todo(items: Iterable[Any], empty_text: str = "眼下没有轮到您办的事。") -> dict[str, Any]:
    """Tasks by clock: time left, the task as a sentence, why, one button."""
    return {"items": list(items), "empty_text": empty_text}


@register.inclusion_tag("frame/components/kpi.html")
def kpi(tile: Any) -> dict[str, Any]:
    """One indicator: figure and total, pace with today's mark, verdict, forecast, floor, number, links."""
    actual, total, due = (pick(tile, name) for name in ("actual", "total", "due"))
    unit = pick(tile, "unit", "")
    shown = {"tile": tile, "figure": figures.number(actual), "has_bar": bool(total)}
    if total:
        told = f"，今天应到{due}{unit}" if due is not None else ""
        shown["sentence"] = f"{actual or 0}{unit}，目标{total}{unit}{told}"
        shown["length"] = geometry.length_on(float(actual or 0), float(total))
        shown["mark"] = geometry.length_on(float(due), float(total)) if due is not None else None
    return shown


@register.inclusion_tag("frame/components/pager.html")
def pager(page: Any) -> dict[str, Any]:
    """A keyset pager: previous and next, what is shown, how it is sorted; no page numbers."""
    names = ("previous_url", "next_url", "range_text", "total_text", "sort_text")
    return {name: pick(page, name, "") for name in names}


@register.inclusion_tag("frame/components/filter_bar.html")
def filter_bar(
    form: BaseForm, chips: Iterable[Any] = (), clear_url: str = "", target: str = ""
) -> dict[str, Any]:
    """A filter form in one line; chips remove one condition each. `target` names the region htmx swaps."""
    return {"form": form, "chips": list(chips), "clear_url": clear_url, "target": target}


@register.inclusion_tag("frame/components/sortable.html")
def sortable(heading: Any) -> dict[str, Any]:
    """A column head that sorts: label, url, direction (“”, ascending, descending), unit, is_number."""
    direction = pick(heading, "direction", "")
    return {"heading": heading, "direction": direction, "arrow": SORTS.get(direction, "")}


@register.inclusion_tag("frame/components/empty.html")
def empty(title: str, text: str = "", action_url: str = "", action_label: str = "") -> dict[str, Any]:
    """What belongs here, why nothing is here yet, and the first step."""
    return {"title": title, "text": text, "action_url": action_url, "action_label": action_label}


@register.simple_block_tag
def note(content: str, kind: str = "info", title: str = "") -> SafeString:
    """A boxed remark: `{% note "warn" "结论：待补，不是不予" %}…{% endnote %}`; info, warn, bad or ok."""
    head = format_html("<strong>{}</strong>", title) if title else ""
    return format_html('<div class="note {}">{}{}</div>', NOTES.get(kind, ""), head, content)


@register.inclusion_tag("frame/components/steps.html")
def steps(entries: Iterable[Any], label: str = "步骤") -> dict[str, Any]:
    """A stepper: entries with label and state done, now or later, and perhaps a note and a url."""
    return {"entries": list(entries), "label": label}


@register.inclusion_tag("frame/components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """All errors of a form with links to their fields, at the top; it takes the focus."""
    wrong = [field for field in form if field.errors] if form.is_bound else []
    general = form.non_field_errors() if form.is_bound else []
    return {"wrong": wrong, "general": general, "count": len(wrong) + len(general)}


@register.simple_tag
def qr_code(svg: str, label: str = "") -> SafeString:
    """A QR code drawn from an SVG text, keeping only its size and its outline."""
    box, outline = re.search(r'viewBox="([\d. ]+)"', svg), re.search(r' d="([\dMHVhvLlz.,\s-]+)"', svg)
    if box is None or outline is None:
        return SafeString("")
    return format_html(
        '<svg class="qr" viewBox="{}" role="img" aria-label="{}"><path d="{}"/></svg>',
        box.group(1),
        label,
        outline.group(1),
    )
