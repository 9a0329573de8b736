"""What the parts say, and that nothing people typed can become markup."""

import re
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template

from baigong.faces.frame.forms import FrameRenderer
from baigong.faces.frame.samples import MATCHES, TILES, SampleForm

ATTACK = '"><script>alert(1)</script>'


def draw(source: str, **context: object) -> str:
    return Template("{% load components %}" + source).render(Context(context))


def test_the_gap_bar_says_it_in_one_sentence() -> None:
    html = draw("{% joint 187 55 %}")
    assert 'role="img"' in html
    assert 'aria-label="需187人，已补55人，还缺132人"' in html
    assert "done" in draw("{% joint 14 14 %}")


def test_a_state_is_shape_and_word() -> None:
    assert draw('{% state "late" "超期" "late" %}') == '<span class="st late" data-state="late">超期</span>'
    assert 'class="st off"' in draw('{% state "x" "已登记" "blinking" %}')


def test_an_outage_never_shows_as_unmet() -> None:
    assert "不作不符合" in draw('{% cert "unavailable" "社保系统" %}')


def test_a_match_shows_every_condition_with_its_key() -> None:
    html = draw("{% match_card match %}", match=MATCHES[0])
    assert html.count("<tr>") == 1 + len(MATCHES[0]["reasons"])
    assert all(f'aria-label="{word}"' in html for word in ("合", "近", "缺", "未知"))
    assert "40/40" in html
    assert "硬条件" in html


def test_a_match_may_be_an_object_too() -> None:
    reason = SimpleNamespace(
        name="工种", asks="焊工", has="焊工6年", verdict="fits", points=40, maximum=40, sentence=""
    )
    html = draw("{% match_card match %}", match=SimpleNamespace(name="周*燕", score=94, reasons=[reason]))
    assert "焊工6年" in html
    assert 'aria-label="工种40"' in html


def test_a_figure_nobody_knows_is_a_dash() -> None:
    assert "—" in draw("{% kpi tile %}", tile=TILES[3])
    assert 'aria-label="431家，目标500家，今天应到245家"' in draw("{% kpi tile %}", tile=TILES[0])


@pytest.mark.parametrize(
    "source",
    [
        "{% state attack attack attack %}",
        "{% clock attack attack attack %}",
        "{% tag attack attack %}",
        "{% cert attack attack attack %}",
        "{% empty attack attack attack attack %}",
        "{% note attack attack %}{{ attack }}{% endnote %}",
        "{% progress 1 2 attack %}",
        "{% key attack attack %}",
        "{% qr_code attack attack %}",
        "{% todo things %}",
        "{% timeline things %}",
        "{% steps things attack %}",
        "{% kpi thing %}",
        "{% pager thing %}",
        "{% sortable thing %}",
        "{% match_card thing %}",
    ],
)
def test_typed_text_stays_text(source: str) -> None:
    names = (
        "name label title text what why when channel detail clock deadline note action_label url unit asks "
        "has reminder aside verdict forecast floor_text code remark sort_text range_text total_text state css"
    )
    thing = dict.fromkeys(names.split(), ATTACK) | {
        "facts": [ATTACK],
        "reasons": [{"name": ATTACK, "has": ATTACK}],
    }
    html = draw(source, attack=ATTACK, thing=thing, things=[thing])
    assert "<script" not in html
    assert "alert(1)" not in re.sub(r"&quot;&gt;&lt;script&gt;alert\(1\)&lt;/script&gt;", "", html)


def test_without_escaping_the_attack_would_run() -> None:
    assert "<script" in draw(
        "{% autoescape off %}{% todo things %}{% endautoescape %}", things=[{"title": ATTACK}]
    )


def test_the_error_stands_above_its_control_and_is_tied_to_it() -> None:
    form = SampleForm({"code": "91371600MA3X8Y7K2O", "trade": "weld"}, renderer=FrameRenderer())
    html = str(form)
    assert "有3处要改" in html
    assert 'href="#id_code"' in html
    assert html.index('id="id_code_error"') < html.index('<input type="text" name="code"')
    assert 'aria-describedby="id_code_helptext id_code_error"' in html
    assert 'aria-invalid="true"' in html
    assert "这一项要填。" in html


def test_what_may_stay_empty_says_so_and_boxes_get_their_class() -> None:
    html = str(SampleForm(renderer=FrameRenderer()))
    assert html.count("（可不填）") == 3
    assert '<textarea name="note"' in html
    assert 'class="in"' in html
    assert "summary" not in html


def test_a_file_box_keeps_the_browsers_look() -> None:
    class Upload(forms.Form):
        table = forms.FileField(label="表格")

    assert 'class="in"' not in str(Upload(renderer=FrameRenderer()))
