"""What a file that somebody sends must be before it is kept: one of the kinds asked for, one file only, and clean.

The first bytes say what it is, whatever its name says; a name that says otherwise is refused, so that nobody opens it
for something else later (reliability test 56). Every check is made before the transaction that keeps the file.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from django.conf import settings
from django.db.models import Sum

from baigong.foundation import clock
from baigong.foundation.files.errors import FileRefused
from baigong.foundation.files.models import StoredFile
from baigong.foundation.files.scanning import refuse_infected

MEBIBYTE = 1024 * 1024
_A_DAY = datetime.timedelta(days=1)
UNCOUNTED = frozenset({"cli", "demo"})
"""Who acts at the machine itself sends as much as the disk holds."""


@dataclass(frozen=True, slots=True)
class PictureKind:
    """One kind of picture or page that is taken: how it begins, how it is served, how its name may end."""

    beginning: bytes
    content_type: str
    endings: tuple[str, ...]

    @property
    def ending(self) -> str:
        return self.endings[0]


PICTURES = (
    PictureKind(b"\x89PNG\r\n\x1a\n", "image/png", ("png",)),
    PictureKind(b"\xff\xd8\xff", "image/jpeg", ("jpg", "jpeg", "jfif", "jpe")),
    PictureKind(b"%PDF-", "application/pdf", ("pdf",)),
)
# An archive's table of contents ends a file; a page's tags begin anywhere. Either makes one file two.
_ARCHIVE_END, _ARCHIVE_TAIL_BYTES = b"PK\x05\x06", 66_000
_MARKUP = re.compile(
    rb"<(?:script|html|svg|iframe|body|!doctype html|\?php|object|embed)[\s>/]", re.IGNORECASE
)
# Words long enough not to stand in packed bytes by chance.
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|EmbeddedFile|RichMedia|SubmitForm|Launch[\s/(<])")


def picture_kind(content: bytes) -> PictureKind | None:
    """Return what a file is by its first bytes, or None when it is no picture and no PDF."""
    return next((kind for kind in PICTURES if content.startswith(kind.beginning)), None)


def refuse_unfit_picture(content: BinaryIO, *, name: str, most_bytes: int, by: str) -> None:
    """Let a picture or PDF pass that is what its name says; the stream stands at its beginning afterwards.

    :raises FileRefused: `kind`, `name`, `two_in_one`, `active`, `size`, `quota`, `infected` or `scanner`.
    """
    size = content.seek(0, 2)
    content.seek(0)
    if size > most_bytes:
        most = most_bytes // MEBIBYTE
        raise FileRefused("size", f"文件超过{most}兆。请用手机拍照时选标准画质，或压缩后再传。")
    data = content.read()
    content.seek(0)
    kind = picture_kind(data)
    if kind is None:
        raise FileRefused("kind", "这个文件不是照片也不是PDF。请传jpg、png或pdf格式的。")
    _refuse_other_name(name, kind)
    _refuse_two_in_one(data, kind)
    refuse_unwelcome(data, by=by)


def refuse_unwelcome(data: bytes, *, by: str) -> None:
    """Let a file pass when its sender has room left today and the scanner has nothing against it.

    :raises FileRefused: `quota`, `infected` or `scanner`.
    """
    most = settings.BAIGONG_UPLOAD_MEGABYTES
    if by not in UNCOUNTED and _sent_today(by) + len(data) > most * MEBIBYTE:
        raise FileRefused(
            "quota", f"一天最多传{most}兆，今天已经传满，这份没有收下。请明天再传，或请同事传。"
        )
    refuse_infected(data)


def _sent_today(by: str) -> int:
    rows = StoredFile.objects.filter(uploaded_by=by, recorded_at__gt=clock.now() - _A_DAY)
    return int(rows.aggregate(total=Sum("size"))["total"] or 0)


def _refuse_other_name(name: str, kind: PictureKind) -> None:
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")
    if ending and ending not in kind.endings:
        raise FileRefused(
            "name", f"文件名写着.{ending[:10]}，内容却是{kind.ending}。请另存为.{kind.ending}后再传。"
        )


def _refuse_two_in_one(data: bytes, kind: PictureKind) -> None:
    if _ARCHIVE_END in data[-_ARCHIVE_TAIL_BYTES:] or _MARKUP.search(data):
        raise FileRefused("two_in_one", "这个文件里还藏着别的内容，没有收下。请重新拍一张，或另存一份再传。")
    if kind.ending == "pdf" and _ACTIVE_PDF.search(data):
        raise FileRefused("active", "这份PDF里带程序或附件，没有收下。请打印成PDF，或拍照再传。")
