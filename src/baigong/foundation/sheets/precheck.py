"""What a file is, by its first bytes and its table of contents, before anything of it is unpacked.

Answers the kind, or refuses with a sentence: old and macro formats, encrypted files, other things under
a spreadsheet's name, and packings that would swell beyond all bounds.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from pathlib import Path, PurePosixPath
from typing import Literal

from .errors import SheetError
from .limits import DEFAULT, MEBIBYTE, Limits

FileKind = Literal["xlsx", "csv"]

_SAVE_AS = "请用表格软件打开，另存为.xlsx后再传。"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "pdf", "这是PDF，不是表格。请找原来的表格文件。"),
    (b"\x89PNG", "image", "这是图片，不是表格。请找原来的表格文件。"),
    (b"\xff\xd8\xff", "image", "这是照片，不是表格。请找原来的表格文件。"),
    (b"GIF8", "image", "这是图片，不是表格。请找原来的表格文件。"),
    (b"Rar!", "archive", "这是RAR压缩包。请解压后传里面的表格。"),
    (b"7z\xbc\xaf", "archive", "这是7z压缩包。请解压后传里面的表格。"),
    (b"\x1f\x8b", "archive", "这是gz压缩包。请解压后传里面的表格。"),
    (b"{\\rtf", "rich_text", "这是RTF文档，不是表格。" + _SAVE_AS),
    (b"SQLite format 3", "database", "这是数据库文件，不是表格。请导出成.xlsx再传。"),
    (b"MZ", "program", "这是程序，不是表格，没有收下。"),
    (b"\x7fELF", "program", "这是程序，不是表格，没有收下。"),
)
_MARKUP = re.compile(rb"^\s*(?:<!doctype|<html|<head|<body|<table|<meta|<style|<script|<svg)", re.IGNORECASE)
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")


def precheck(source: bytes | Path | str, *, limits: Limits = DEFAULT) -> FileKind:
    """Say what a file is, from bytes or a path; `SheetError` for everything that is not taken.

    Nothing is unpacked: the answer comes from the first bytes and the archive's own directory.
    """
    data = source if isinstance(source, bytes) else _read_bounded(Path(source), limits)
    if len(data) > limits.file_bytes:
        raise _too_large(limits)
    if not data.strip(b"\x00 \t\r\n"):
        raise SheetError("empty_file", "文件是空的，一行也没有。请看看是不是选错了。")
    for magic, code, sentence in _FOREIGN:
        if data.startswith(magic):
            raise SheetError(code, sentence)
    if data.startswith(_OLE):
        raise _ole_refusal(data)
    if data.startswith(b"PK"):
        check_archive(data, limits=limits)
        return "xlsx"
    _refuse_markup(data)
    return "csv"


def _read_bounded(path: Path, limits: Limits) -> bytes:
    with path.open("rb") as stream:
        return stream.read(limits.file_bytes + 1)


def _too_large(limits: Limits) -> SheetError:
    return SheetError("file_too_large", f"文件超过{limits.file_bytes // MEBIBYTE}MB。请分成几个文件再传。")


def _ole_refusal(data: bytes) -> SheetError:
    if _ENCRYPTED_STREAM in data[: 64 * 1024] or _ENCRYPTED_STREAM in data:
        return SheetError("encrypted", "表格加了打开密码。请去掉密码，另存为.xlsx后再传。")
    return SheetError("old_format", "这是旧格式（.xls或.et）。" + _SAVE_AS)


def _refuse_markup(data: bytes) -> None:
    head = data[:4096].lstrip(b"\xef\xbb\xbf")
    if _MARKUP.match(head):
        raise SheetError("html", "这是网页，只是名字像表格。" + _SAVE_AS)
    if b"<?mso-application" in head or b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise SheetError("xml_spreadsheet", "这是XML表格。" + _SAVE_AS)
    if head.lstrip().startswith(b"<?xml"):
        raise SheetError("xml", "这是XML文件，不是表格。" + _SAVE_AS)
    if head.startswith(b"MIME-Version"):
        raise SheetError("html", "这是网页存档，只是名字像表格。" + _SAVE_AS)
    if head.startswith(b"ID;P"):
        raise SheetError("sylk", "这是SYLK格式。" + _SAVE_AS)


def check_archive(data: bytes, *, limits: Limits = DEFAULT) -> None:
    """Refuse an archive by its directory: too many or too large entries, overlaps, nesting, strange parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error, IndexError) as error:
        raise SheetError("broken_archive", "文件不完整，打不开。请重新保存一次再传。") from error
    _check_sizes(entries, limits)
    _check_encryption(entries)
    _check_offsets(data, entries)
    _check_kind(entries)
    _check_parts(entries)


def _check_sizes(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise SheetError("too_many_entries", f"文件里有{len(entries)}个部件，不像正常的表格，没有打开。")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > limits.unpacked_bytes:
        raise SheetError("too_large_unpacked", "文件解开后太大，没有打开。请删去空行，分成几个文件再传。")
    if unpacked > limits.ratio_floor_bytes and unpacked > packed * limits.ratio:
        raise SheetError("ratio", "文件压得太紧，不像正常的表格，没有打开。请复制到新表再传。")


def _check_encryption(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise SheetError("encrypted", "压缩包加了密码。请去掉密码，另存为.xlsx后再传。")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise SheetError("compression", "文件用了少见的压缩方式。" + _SAVE_AS)


def _check_offsets(data: bytes, entries: list[zipfile.ZipInfo]) -> None:
    """Two entries that share bytes are how a small file unpacks to a huge one."""
    reached = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        header = data[entry.header_offset : entry.header_offset + _LOCAL_HEADER.size]
        if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
            raise SheetError("broken_archive", "文件不完整，打不开。请重新保存一次再传。")
        *_, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        if entry.header_offset < reached:
            raise SheetError("overlap", "文件的部件互相重叠，不像正常的表格，没有打开。")
        body = entry.header_offset + _LOCAL_HEADER.size + name_length + extra_length
        reached = body + entry.compress_size


def _check_kind(entries: list[zipfile.ZipInfo]) -> None:
    names = {entry.filename for entry in entries}
    if len(names) != len(entries):
        raise SheetError("doubled_entry", "文件里有同名的部件，不像正常的表格，没有打开。")
    if "xl/workbook.bin" in names:
        raise SheetError("binary_workbook", "这是.xlsb格式。" + _SAVE_AS)
    if "xl/vbaProject.bin" in names:
        raise SheetError("macros", "表格里有宏，不收带宏的文件。" + _SAVE_AS)
    if "word/document.xml" in names:
        raise SheetError("word", "这是Word文档，不是表格。请把表格复制到.xlsx里再传。")
    if "ppt/presentation.xml" in names:
        raise SheetError("slides", "这是演示文稿，不是表格。请传.xlsx表格。")
    if "content.xml" in names:
        raise SheetError("open_document", "这是.ods格式。" + _SAVE_AS)
    if "xl/workbook.xml" not in names:
        raise SheetError("archive", "这是压缩包，里面不是一张表。请解压后传里面的表格。")


def _check_parts(entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if ".." in path.parts or path.is_absolute() or "\\" in entry.filename or "\x00" in entry.filename:
            raise SheetError("strange_path", "文件里的部件名字不对，没有打开。" + _SAVE_AS)
        lowered = entry.filename.lower()
        if lowered.startswith("xl/externallinks/"):
            raise SheetError("external_links", "表里引用了别的文件。请全选、粘贴为数值后再传。")
        if lowered.startswith(("xl/embeddings/", "xl/activex/", "xl/ctrlprops/")):
            raise SheetError("embedded_object", "表里嵌了别的文件或控件。请删去后再传。")
        if lowered == "xl/connections.xml" or lowered.startswith("xl/querytables/"):
            raise SheetError("connections", "表里连着外部数据。请全选、粘贴为数值后再传。")
        if lowered.startswith(("xl/macrosheets/", "xl/dialogsheets/")) or lowered.endswith(
            ("vbaproject.bin", ".exe", ".js")
        ):
            raise SheetError("macros", "表格里有宏，不收带宏的文件。" + _SAVE_AS)
        if path.suffix.lower() in (".zip", ".xlsx", ".xlsm", ".docx", ".gz", ".rar", ".7z"):
            raise SheetError("nested", "文件里还套着压缩包，没有打开。" + _SAVE_AS)
