"""Files that are not what they say, as somebody might send them where a picture, a PDF or a table is asked for."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(128))
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(128)) + b"\xff\xd9"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
GOOD = {"licence.png": PNG, "licence.JPG": JPEG, "licence.jpeg": JPEG, "licence.pdf": PDF, "licence": PNG}
SCRIPT = b"<script>alert(1)</script>"
# What files of other kinds begin with.
FOREIGN = {
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "html": b"<!doctype html><script>alert(1)</script>",
    "xhtml": b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>",
    "xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "js": b"alert(1)", "css": b"body{}", "json": b"{}", "php": b"<?php system('id');", "py": b"import os",
    "sh": b"#!/bin/sh\nid", "exe": b"MZ\x90\x00", "elf": b"\x7fELF\x02", "macho": b"\xcf\xfa\xed\xfe",
    "class": b"\xca\xfe\xba\xbe", "gif": b"GIF89a", "bmp": b"BM\x00\x00", "tif": b"II*\x00", "ico": b"\0\0\1\0",
    "webp": b"RIFF\0\0\0\0WEBP", "mp4": b"\0\0\0\x18ftypmp42", "zip": b"PK\x03\x04", "rar": b"Rar!\x1a\x07",
    "7z": b"7z\xbc\xaf\x27\x1c", "gz": b"\x1f\x8b\x08", "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "rtf": b"{\\rtf1", "ps": b"%!PS-Adobe", "lnk": b"L\0\0\0\x01\x14\x02\0", "sqlite": b"SQLite format 3\0",
    "empty": b"", "nul": b"\0" * 64, "space before png": b" " + PNG, "bom before pdf": b"\xef\xbb\xbf" + PDF,
    "png cut": PNG[:7], "jpeg cut": JPEG[:2], "pdf cut": PDF[:4], "png turned": PNG[::-1],
}  # fmt: skip
# Names that lead elsewhere; the content is good.
PATHS = (
    "../../../../etc/cron.d/x.png", "..\\..\\windows\\x.png", "/etc/passwd.png", "C:\\x.png", "\\\\host\\share\\x.png",
    "....//....//x.png", "%2e%2e%2fx.png", "..%c0%afx.png", "x\x00.exe.png", "x\r\nSet-Cookie: a=b.png",
    "\u202egnp.exe.png", "~/.ssh/id.png", "x" * 251 + ".png", "长" * 85 + ".png", ".png", "CON.png", "x;y=z.png",
    'x".png', "$(id).png", "`id`.png", "{{7*7}}.png", "<script>.png", " .png", "x.png.",
)  # fmt: skip
# Names that say something else than the content is.
OTHER_NAMES = (
    ("x.html", PNG), ("x.svg", PNG), ("x.png.exe", PNG), ("x.php", JPEG), ("x.pdf", PNG), ("x.png", PDF),
    ("x.jpg", PNG), ("x.png", JPEG), ("x.xlsx", PDF), ("x.pdf.js", PDF), ("x.SVG", JPEG), ("x.hta", PDF),
)  # fmt: skip


def two_in_one() -> Iterator[tuple[str, bytes]]:
    """Yield good beginnings that are something else as well."""
    for name, good in (("x.png", PNG), ("x.jpg", JPEG), ("x.pdf", PDF)):
        yield name, good + SCRIPT
        yield name, good + b"<svg onload=alert(1)>"
        yield name, good + b"<?php system('id');"
        yield name, good + b"\n<HTML><body onload=alert(1)>"
        yield name, good + archive()
    for word in (
        b"/JavaScript (app.alert)",
        b"/Launch<</F(cmd)>>",
        b"/EmbeddedFile",
        b"/RichMedia",
        b"/SubmitForm",
    ):
        yield "x.pdf", PDF + word


def archive(*, name: str = "x.txt", is_link: bool = False) -> bytes:
    """Return a small archive with one member, a symbolic link when asked for."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as held:
        member = zipfile.ZipInfo(name)
        if is_link:
            member.external_attr = (stat.S_IFLNK | 0o777) << 16
        held.writestr(member, "/etc/passwd")
    return stream.getvalue()


# Archives whose members lead out of the folder they might be unpacked in.
SLIPPING = (
    archive(name="../../../../tmp/slip"), archive(name="/tmp/slip"), archive(name="xl/../../../slip"),
    archive(name="..\\..\\slip"), archive(name="C:\\slip"), archive(name="xl/worksheets/sheet1.xml", is_link=True),
    archive(name="link", is_link=True), archive(name="x" * 300), archive(name="a\x01b"),
)  # fmt: skip
