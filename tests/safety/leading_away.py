"""Addresses that lead to another site, however they are written, and how a browser reads them."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

HERE = "http://testserver/one/page/"
_HOSTS = ("evil.example", "evil.example:443", "testserver.evil.example", "testserver@evil.example", "ｅvil.example",
          "evil。example", "xn--evl-9ja.example", "0x7f.1", "[::1]", "evil.example%00.testserver",
          "testserver:80@evil.example", "evil.example#@testserver", "evil.example?testserver")  # fmt: skip
_BEGINNINGS = (
    "//", "///", "/\\", "\\\\", "\\/", "/\t/", "/\n/", "\t//", " //", "http://", "https://", "https:", "https:/", "HTTPS://",
    "http:\\\\", "//\\", "/%09/", "/%5c", "/%2f", "\x00//", "\ufeff//", "ftp://", "//;@",
)  # fmt: skip
_WHOLE = (
    "javascript:alert(1)", "JaVaScript:alert(1)//http://testserver/", "java\nscript:alert(1)", "data:text/html,x",
    "vbscript:x", "file:///etc/passwd", "mailto:x@evil.example", "tel:110", "about:blank", "blob:https://evil.example/x",
    "/%0d%0aLocation:%20https://evil.example", "/\r\nLocation: https://evil.example", "/x\r\nSet-Cookie: a=b",
    "%0d%0ahttps://evil.example", "////evil.example/%2f..", "/..//evil.example", "/.//evil.example",
    "/redirect?to=//evil.example", "https://evil.example\\@testserver", "https://testserver\\.evil.example",
    "http://testserver.:80@evil.example", "//testserver%2eevil.example", "https:///evil.example", "http:evil.example",
)  # fmt: skip
AWAY = (
    *(f"{beginning}{_HOSTS[0]}/x" for beginning in _BEGINNINGS),
    *(f"{beginning}{host}/" for beginning in ("//", "https://", "/\\") for host in _HOSTS),
    *_WHOLE,
)


def leaves(location: str) -> bool:
    """Say whether a browser on a page of ours that is sent to an address ends up anywhere else."""
    plain = re.sub(r"[\t\r\n]", "", location.strip("".join(map(chr, range(33))))).replace("\\", "/")
    if re.match(r"https?:(?!//)", plain, re.IGNORECASE):  # a browser reads https:x of another scheme as //x
        plain = plain.replace(":", "://", 1)
    plain = re.sub(r"^((?:https?:)?)/{2,}", r"\1//", plain, flags=re.IGNORECASE)
    try:
        parts = urlsplit(urljoin(HERE, plain))
        return parts.scheme != "http" or parts.netloc != "testserver"
    except ValueError:
        return True
