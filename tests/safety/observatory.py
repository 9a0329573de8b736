"""What the Mozilla HTTP Observatory would give an answer, by the rules it publishes (its scoring of 2024).

Left out is what one answer cannot show: the way from http to https, preloading lists, files for other sites.
Where the rules are lenient (a bonus given for less), the stricter reading is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

START, BONUS_FROM = 100, 90
SIX_MONTHS_SECONDS = 15_552_000
BROAD = {"*", "http:", "https:", "ftp:", "http://*", "https://*"}
INLINE = {"'unsafe-inline'", "data:"}
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
LEAKING = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}


@dataclass
class Answer:
    """The headers of one answer, the cookies it set as sent, and the addresses of its scripts."""

    headers: dict[str, str]
    cookies: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)


def score(answer: Answer) -> int:
    """Return the points: bonuses count only where the rest alone gives ninety."""
    found = list(modifiers(answer).values())
    plain = START + sum(points for points in found if points < 0)
    return max(0, plain + (sum(points for points in found if points > 0) if plain >= BONUS_FROM else 0))


def modifiers(answer: Answer) -> dict[str, int]:
    """Return the points each rule gives or takes."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    policy = directives(headers.get("content-security-policy", ""))
    lifetime = re.search(r"max-age=(\d+)", headers.get("strict-transport-security", ""))
    seconds = int(lifetime[1]) if lifetime else 0
    return {
        "policy": _policy(policy),
        "cookies": min(_cookies(answer.cookies, is_hsts=seconds > 0), default=0),
        "sharing": -50 if headers.get("access-control-allow-origin") == "*" else 0,
        "referrer": _referrer(headers.get("referrer-policy", "")),
        "transport": 0 if seconds >= SIX_MONTHS_SECONDS else -10 if seconds else -20,
        "scripts": min((_script(address) for address in answer.scripts), default=0),
        "sniffing": 0 if headers.get("x-content-type-options", "").lower() == "nosniff" else -5,
        "framing": _framing(policy, headers.get("x-frame-options", "").upper()),
    }


def directives(policy: str) -> dict[str, set[str]]:
    parts = [part.split() for part in policy.lower().split(";")]
    return {part[0]: set(part[1:]) for part in parts if part}


def _policy(policy: Mapping[str, set[str]]) -> int:
    if not policy:
        return -25
    default = policy.get("default-src", {"*"})
    scripts, styles = policy.get("script-src", default), policy.get("style-src", default)
    if scripts & (BROAD | INLINE) or policy.get("object-src", default) & BROAD:
        return -20
    if any(source.startswith(("http:", "ftp:")) for sources in policy.values() for source in sources):
        return -20
    if "'unsafe-eval'" in scripts | styles:
        return -10
    if styles & (BROAD | INLINE):
        return 0
    return 10 if default == {"'none'"} else 5


def _cookies(sent: list[str], *, is_hsts: bool) -> Iterator[int]:
    for cookie in (morsel for text in sent for morsel in SimpleCookie(text).values()):
        is_session = "sess" in cookie.key.lower() or "csrf" in cookie.key.lower()
        if not cookie["secure"]:
            yield (-10 if is_session else -5) if is_hsts else (-40 if is_session else -20)
        elif is_session and not cookie["httponly"]:
            yield -30
        elif cookie["samesite"].lower() not in ("lax", "strict"):
            yield -20 if "csrf" in cookie.key.lower() else 0
        else:
            yield 5


def _referrer(value: str) -> int:
    last = value.split(",")[-1].strip().lower()
    return 5 if last in PRIVATE else -5 if last in LEAKING or last else 0


def _script(address: str) -> int:
    is_own = address.startswith("/") and not address.startswith("//")
    return 0 if is_own else -5 if address.startswith("https://") else -50


def _framing(policy: Mapping[str, set[str]], header: str) -> int:
    if "frame-ancestors" in policy and not policy["frame-ancestors"] & BROAD:
        return 5
    return 0 if header in ("DENY", "SAMEORIGIN") else -20
