"""What people send is kept as what it is, inside the store and nowhere else, or refused (reliability test 56).

Workbooks themselves, their parts and their sizes: `foundation/sheets/tests`.
"""

from __future__ import annotations

import io
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.safety.forms_sent import OWN
from tests.safety.uploads import FOREIGN, GOOD, OTHER_NAMES, PATHS, PNG, SLIPPING, two_in_one
from tests.safety.walking import Walk, undone

from baigong.foundation import health
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.files import incoming, scanning
from baigong.foundation.files.errors import FileRefused
from baigong.foundation.files.incoming import MEBIBYTE, picture_kind, refuse_unfit_picture
from baigong.foundation.files.models import StoredFile
from baigong.foundation.files.services import place_of
from baigong.foundation.scope import system_scope

CORPUS = [
    *((f"x.{name}", content) for name, content in FOREIGN.items()),
    *(("x.png", content) for content in FOREIGN.values()),
    *OTHER_NAMES,
    *two_in_one(),
]


def judged(name: str, content: bytes) -> str:
    """Return the code of the refusal, empty when the file is taken."""
    try:
        refuse_unfit_picture(io.BytesIO(content), name=name, most_bytes=MEBIBYTE, by="cli")
    except FileRefused as error:
        assert error.sentence.endswith("。")
        return error.code
    return ""


def test_what_is_not_asked_for_is_refused(db: None) -> None:
    assert len(CORPUS) + len(PATHS) + len(SLIPPING) >= 120
    assert [(name, content[:20]) for name, content in CORPUS if not judged(name, content)] == []
    assert [name for name, content in GOOD.items() if judged(name, content)] == []


def test_without_looking_for_a_second_file_it_gets_in(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twins: a guard that asks only how a file begins, and one that believes the name."""
    monkeypatch.setattr(incoming, "_refuse_two_in_one", lambda data, kind: None)
    assert [judged(name, content) for name, content in two_in_one()] == [""] * len(list(two_in_one()))
    monkeypatch.setattr(incoming, "_refuse_other_name", lambda name, kind: None)
    assert [judged(name, content) for name, content in OTHER_NAMES] == [""] * len(OTHER_NAMES)


# --- where it is kept and how it comes back ------------------------------------------------------
def every_file(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def certificate(walk: Walk, name: str, content: bytes) -> Any:
    said = {"kind": "skill_level", "label": "焊工四级", "number": "", "valid_until": ""}
    file = SimpleUploadedFile("x.png", content, "image/png")
    file._name = name  # what the browser calls it, unchanged
    return walk.client("seeker", OWN).post("/me/certificates/", said | {"file": file})


@pytest.mark.parametrize("name", PATHS, ids=repr)
def test_a_name_leads_nowhere(walk: Walk, name: str) -> None:
    store = Path(settings.BAIGONG_FILE_FOLDER)
    outside = every_file(Path(settings.VAR_FOLDER)) - every_file(store)
    before = every_file(store)
    with undone():
        answer = certificate(walk, name, PNG)
        rows = {place_of(key) for key in StoredFile.objects.values_list("id", flat=True)}
    assert answer.status_code in (302, 422)
    assert every_file(store) - before <= rows
    added = every_file(Path(settings.VAR_FOLDER)) - every_file(store) - outside
    assert {path for path in added if not path.name.startswith(("test.sqlite3", "baigong.sqlite3"))} == set()


@pytest.mark.parametrize("number", range(len(SLIPPING)))
def test_an_archive_that_leads_out_is_no_table(walk: Walk, number: int) -> None:
    file = SimpleUploadedFile("x.xlsx", SLIPPING[number])
    place = str(walk.world.places[OWN].id)
    with system_scope("数一数导入"):
        before = ImportBatch.objects.count()
        answer = walk.client("county_officer", "1.1").post(
            "/desk/imports/new/", {"list_name": "workers", "place": place, "file": file}
        )
        assert answer.status_code == 422 and ImportBatch.objects.count() == before
    assert not Path("/tmp/slip").exists()


def test_no_kind_that_is_kept_is_a_page() -> None:
    """Whatever is taken is served as a picture or PDF; SVG and HTML are none of them."""
    kinds = {picture_kind(content).content_type for content in GOOD.values()}  # type: ignore[union-attr]
    assert kinds == {"image/png", "image/jpeg", "application/pdf"}
    assert all(picture_kind(content) is None for content in FOREIGN.values())


# --- how much ------------------------------------------------------------------------------------
def test_one_sign_in_sends_so_much_a_day(walk: Walk, settings: Any) -> None:
    settings.BAIGONG_UPLOAD_MEGABYTES = 1
    picture = PNG + b"\0" * (600 * 1024)
    first, second = certificate(walk, "a.png", picture), certificate(walk, "b.png", picture)
    assert (first.status_code, second.status_code) == (302, 422)
    assert "今天已经传满" in second.content.decode()
    settings.BAIGONG_UPLOAD_MEGABYTES = 2  # twin: with more room it is taken
    assert certificate(walk, "c.png", picture).status_code == 302


# --- the scanner ---------------------------------------------------------------------------------
@contextmanager
def clamd(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A scanner that answers the same to everything; yields its address and what it was sent."""
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!L", stream.read(4))[0]:
                heard.append(stream.read(size))
            connection.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"tcp://127.0.0.1:{listener.getsockname()[1]}", heard
        thread.join(10)
    finally:
        listener.close()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"stream: OK\0", ""),
        (b"stream: Eicar-Test-Signature FOUND\0", "infected"),
        (b"stream: OK but not quite FOUND\0", "infected"),
        (b"INSTREAM size limit exceeded. ERROR\0", "scanner"),
        (b"", "scanner"),
        (b"\0", "scanner"),
    ],
    ids=["clean", "found", "clean and found", "error", "nothing", "empty"],
)
def test_only_what_the_scanner_calls_clean_is_kept(db: None, settings: Any, answer: bytes, code: str) -> None:
    with clamd(answer) as (address, heard):
        settings.BAIGONG_SCANNER = address
        assert judged("x.png", PNG) == code
    assert b"".join(heard) == PNG


def test_a_scanner_that_is_away_lets_nothing_in(walk: Walk, settings: Any) -> None:
    settings.BAIGONG_SCANNER = "tcp://127.0.0.1:1"
    answer = certificate(walk, "a.png", PNG)
    assert answer.status_code == 422 and "没有应答" in answer.content.decode()
    settings.BAIGONG_SCANNER = "unix:///nowhere.sock"
    assert judged("x.png", PNG) == "scanner"


def test_twin_without_a_scanner_files_are_taken_and_the_state_says_so(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BAIGONG_SCANNER, settings.PROFILE = "", "production"
    assert judged("x.png", PNG) == "" and not health._scanner().is_good
    settings.BAIGONG_SCANNER = "tcp://127.0.0.1:1"
    assert health._scanner().is_good
    monkeypatch.setattr(scanning, "ask", lambda scanner, data: b"stream: OK")
    assert judged("x.png", PNG) == ""
