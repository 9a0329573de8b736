"""The headers production sends are worth at least 115 points on the public scale (reliability test 111)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.safety.observatory import Answer, directives, modifiers, score

LEAST, PAGES = 115, ("portal", "sign-in", "desk")
PROGRAM = Path(__file__).with_name("production_pages.py")
SOURCE = Path(__file__).resolve().parents[2] / "src"
POLICY = "Content-Security-Policy"
LOCKED = {
    "default-src": {"'none'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "form-action": {"'self'"},
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """The three pages as a production process answers them."""
    folder = tmp_path_factory.mktemp("production")
    for name in ("database", "anchor"):
        (folder / name).mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BAIGONG_")}
    named = {
        "PROFILE": "production",
        "SECRET_KEY": "s" * 50,
        "HOSTS": "work.example.org",
        "ORIGINS": "https://work.example.org",
        "VAR": str(folder / "var"),
        "DATABASE_URL": f"sqlite:{folder / 'database' / 'data.sqlite3'}",
        "KEY_FILE": str(folder / "keys" / "keys.json"),
        "ANCHOR_FILE": str(folder / "anchor" / "anchor.txt"),
    }
    done = subprocess.run(
        [sys.executable, str(PROGRAM)],
        env={
            **kept,
            **{f"BAIGONG_{name}": value for name, value in named.items()},
            "DJANGO_SETTINGS_MODULE": "baigong.config.settings",
            "PYTHONPATH": str(SOURCE),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {name: page.pop("status") for name, page in told.items()} == dict.fromkeys(PAGES, 200)
    return {name: Answer(**page) for name, page in told.items()}


@pytest.mark.parametrize("page", PAGES)
def test_production_is_worth_the_best_grade(answers: dict[str, Answer], page: str) -> None:
    answer = answers[page]
    assert score(answer) >= LEAST, modifiers(answer)
    policy = directives(answer.headers[POLICY])
    assert {name: policy.get(name) for name in LOCKED} == LOCKED
    assert "unsafe" not in answer.headers[POLICY] and answer.headers["X-Frame-Options"] == "DENY"
    assert answer.scripts


def test_every_cookie_of_the_desk_is_locked(answers: dict[str, Answer]) -> None:
    """Among them the session's, set by signing in and not by a shortcut."""
    cookies = answers["desk"].cookies
    names = {cookie.partition("=")[0] for cookie in cookies}
    assert names >= {f"__Host-{name}" for name in ("csrftoken", "sessionid", "last_used")}
    for cookie in cookies:
        assert "Path=/" in cookie.split("; ") and "Domain" not in cookie, cookie
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; ")), cookie


def _replaced(answer: Answer, name: str, old: str, new: str) -> Answer:
    assert old in answer.headers[name]
    return replace(answer, headers={**answer.headers, name: answer.headers[name].replace(old, new)})


WEAKER = [
    (POLICY, "default-src 'none'", "default-src 'self'"),
    (POLICY, "script-src 'self'", "script-src 'self' 'unsafe-inline'"),
    (POLICY, "script-src 'self'", "script-src 'self' 'unsafe-eval'"),
    (POLICY, "script-src 'self'", "script-src 'self' data:"),
    (POLICY, "style-src 'self'", "style-src 'self' 'unsafe-inline'"),
    (POLICY, "img-src 'self'", "img-src http://pictures.example.org"),
    (POLICY, "frame-ancestors 'none'", "frame-ancestors *"),
    ("Strict-Transport-Security", "31536000", "3600"),
    ("X-Content-Type-Options", "nosniff", "sniff"),
    ("Referrer-Policy", "same-origin", "unsafe-url"),
]


@pytest.mark.parametrize(("name", "old", "new"), WEAKER)
def test_one_weakened_header_lowers_the_score(
    answers: dict[str, Answer], name: str, old: str, new: str
) -> None:
    """Sabotage twin, header by header."""
    honest = answers["desk"]
    assert score(_replaced(honest, name, old, new)) < score(honest)


@pytest.mark.parametrize(
    "name", [POLICY, "Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy"]
)
def test_one_header_left_out_lowers_the_score(answers: dict[str, Answer], name: str) -> None:
    """Sabotage twin: no such header at all."""
    honest = answers["desk"]
    rest = {key: value for key, value in honest.headers.items() if key != name}
    assert len(rest) < len(honest.headers)
    assert score(replace(honest, headers=rest)) < score(honest)


@pytest.mark.parametrize("flag", ["Secure", "HttpOnly", "SameSite=Lax"])
def test_one_cookie_less_locked_lowers_the_score(answers: dict[str, Answer], flag: str) -> None:
    """Sabotage twin, flag by flag; without the header for https an open session cookie costs the grade."""
    honest = answers["desk"]
    bare = [cookie.replace(f"; {flag}", "") for cookie in honest.cookies]
    weak = replace(honest, cookies=bare)
    assert bare != honest.cookies and score(weak) < score(honest)
    rest = {key: value for key, value in honest.headers.items() if key != "Strict-Transport-Security"}
    assert score(replace(weak, headers=rest)) < LEAST


def test_scripts_from_elsewhere_and_open_sharing_lower_the_score(answers: dict[str, Answer]) -> None:
    """Sabotage twin: what the site does not do at all."""
    honest = answers["portal"]
    elsewhere = replace(honest, scripts=[*honest.scripts, "//scripts.example.org/a.js"])
    sharing = replace(honest, headers={**honest.headers, "Access-Control-Allow-Origin": "*"})
    assert max(score(elsewhere), score(sharing)) < LEAST
