"""Base templates, display modes, sign-in and error pages, as a browser without script gets them."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import reverse

from baigong.faces.frame import errors
from baigong.faces.frame.display import COOKIE

FOLDER = Path(__file__).parents[1]
INLINE = re.compile(r"\sstyle=|\son[a-z]+=|hx-on|<style|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE)


def inline_code(text: str) -> list[str]:
    """Everything a strict content-security policy would refuse."""
    return INLINE.findall(text)


def templates() -> list[Path]:
    return sorted((FOLDER / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.name)
def test_no_template_carries_code_or_style_inline(path: Path) -> None:
    assert inline_code(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="x">',
        '<a onclick="x">',
        "<script>x</script>",
        '<a href="javascript:x">',
        '<b hx-on:click="x">',
    ],
)
def test_the_search_for_inline_code_finds_it(bad: str) -> None:
    assert inline_code(bad)


@pytest.fixture
def browser(client: Client, db: None) -> Client:
    return client


def test_the_choice_is_on_the_root_element_before_any_script(browser: Client) -> None:
    plain = browser.get(reverse("frame:styleguide")).content.decode()
    assert '<html lang="zh-CN" class="desk">' in plain
    answer = browser.post(reverse("frame:display"), {"type": "large", "next": "/styleguide/"})
    assert answer.headers["Location"] == "/styleguide/"
    browser.post(reverse("frame:display"), {"contrast": "high"})
    chosen = browser.get(reverse("frame:styleguide")).content.decode()
    assert 'class="desk" data-type="large" data-contrast="high">' in chosen


def test_going_back_to_normal_is_remembered_against_the_systems_wish(browser: Client) -> None:
    browser.post(reverse("frame:display"), {"contrast": "normal"})
    assert 'data-contrast="normal"' in browser.get(reverse("frame:styleguide")).content.decode()


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_the_display_form_leads_nowhere_else(browser: Client, target: str) -> None:
    answer = browser.post(reverse("frame:display"), {"type": "large", "next": target})
    assert answer.headers["Location"] == "/"


def test_the_cookie_cannot_bring_markup(browser: Client) -> None:
    browser.cookies[COOKIE] = 'x"><script>.y'
    assert "<script>" not in browser.get(reverse("frame:styleguide")).content.decode()


def test_choosing_needs_a_post_from_this_site(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(reverse("frame:display")).status_code == 405
    assert strict.post(reverse("frame:display"), {"type": "large"}).status_code == 403


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "409", "413", "500"])
def test_error_pages_need_no_context(name: str) -> None:
    html = get_template(f"{name}.html").render({})
    assert "<h1>" in html
    assert "12333" in html
    assert "！" not in html


def test_a_refusal_says_whom_to_ask() -> None:
    request = RequestFactory().get("/")
    body = errors.permission_denied(request, PermissionError("要改请找石桥县秦专员。")).content.decode()
    assert "要改请找石桥县秦专员。" in body


def test_the_number_on_the_page_is_the_number_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().post("/")
    body = errors.server_error(request).content.decode()
    found = re.search(r'class="secret">([0-9A-F]{6})<', body)
    assert found
    assert found.group(1) in caplog.text
    assert "没存上，您填的都还在" in body
    assert "什么也没有改动" in errors.server_error(RequestFactory().get("/")).content.decode()


@pytest.mark.parametrize(
    "name",
    ["account/login.html", "account/logout.html", "account/reauthenticate.html",
     "account/password_change.html",
     "mfa/authenticate.html", "mfa/reauthenticate.html", "mfa/index.html", "mfa/totp/activate_form.html",
     "mfa/totp/deactivate_form.html", "mfa/recovery_codes/index.html", "mfa/recovery_codes/generate.html",
     "allauth/layouts/base.html", "403.html", "500.html"],
)  # fmt: skip
def test_the_house_s_page_is_the_one_used(name: str) -> None:
    assert Path(get_template(name).origin.name).is_relative_to(FOLDER)


def test_signing_in_reads_in_chinese_and_strictly(browser: Client) -> None:
    answer = browser.get(reverse("account_login"))
    page = answer.content.decode()
    assert "placeholder=" not in page.partition("<main")[2]  # the label stands above the box
    assert (
        reverse("mine:phone") in page and reverse("employer:join") in page
    )  # nobody stands before a shut door
    html = answer.content.decode()
    assert "<h1>登录</h1>" in html
    assert inline_code(html) == []
