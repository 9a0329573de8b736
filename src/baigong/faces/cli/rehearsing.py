"""Where a dry run reads: against the database if it knows the place, else on a throw-away one of its own."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baigong.domains.places.models import Place

_MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 (personal data in passing stays off the disk where it can)
_SINCE = datetime.date(2000, 1, 1)
_PATHS = ("file", "problems")
PREFIX = "baigong-rehearsal-"


class RehearsalError(RuntimeError):
    """The dry run's own process did not answer."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


def known_place(code: str) -> Place | None:
    """Return the place of a code, written with its trailing noughts or without; None on an empty database.

    An abolished code leads to today's place; one that was split is refused with the names of its heirs.
    """
    from django.db import connection
    from django.db.utils import DatabaseError

    from baigong.domains.places.models import Place
    from baigong.domains.places.selectors import place_by_code

    name = str(connection.settings_dict["NAME"])
    is_missing = connection.vendor == "sqlite" and "memory" not in name and not Path(name).exists()
    if is_missing:  # opening it would make the file; a dry run must leave nothing behind
        return None
    shorter = [code[:length] for length in (6, 9) if set(code[length:]) == {"0"}]
    for wanted in (code, *shorter):
        try:
            return place_by_code(wanted)
        except Place.DoesNotExist:
            continue
        except DatabaseError:
            return None
    return None


def rehearse_elsewhere(arguments: Namespace) -> dict[str, Any]:
    """Rehearse in a process of its own on a new database that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", dir=_memory_folder()) as folder:
        said = {name: value for name, value in vars(arguments).items() if name not in ("run", "command")}
        for name in _PATHS:
            said[name] = str(said[name].absolute()) if said[name] else None
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BAIGONG_")}
        child = subprocess.run(  # our own interpreter and module
            [sys.executable, "-m", "baigong.faces.cli.rehearsing"],
            input=json.dumps(said).encode(),
            stdout=subprocess.PIPE,
            env={**kept, "BAIGONG_PROFILE": "test", "BAIGONG_VAR": folder},
            check=False,
        )
    if child.returncode:
        raise RehearsalError("rehearsal", "试读没有做完。请看上面的原因，或稍后再试。")
    answer: dict[str, Any] = json.loads(child.stdout)
    if "error" in answer:
        raise RehearsalError(answer["error"], answer["sentence"])
    return answer


def _memory_folder() -> str:
    return str(_MEMORY_FOLDER) if os.access(_MEMORY_FOLDER, os.W_OK) else tempfile.gettempdir()


def sweep_rehearsals() -> int:
    """Remove the databases of dry runs whose process is gone; returns how many."""
    swept = 0
    for folder in Path(_memory_folder()).glob(f"{PREFIX}*-*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdecimal() and not _is_running(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)
            swept += 1
    return swept


def _is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def add_throwaway_places(code: str) -> Place:
    """Build the tree above and below a code from the official divisions; an unknown code stands alone."""
    from baigong.domains.places.enums import PlaceKind
    from baigong.domains.places.services import add_place
    from baigong.kernels.codes import divisions, supersede

    kinds = (PlaceKind.PROVINCE, PlaceKind.CITY, PlaceKind.COUNTY, PlaceKind.TOWN)
    table = divisions()
    lengths = [length for length in (6, 9, 12) if length <= len(code) and not code[length:].strip("0")]
    known = next((found for length in lengths if (found := supersede(code[:length])) in table), None)
    if known is None:
        return add_place(
            name="试读用的地方", kind=PlaceKind.COUNTY, code=code, parent=None, valid_from=_SINCE
        )
    made: dict[str | None, Place] = {}
    below = table.descendants(known) if table[known].level > 1 else table.children(known)
    for each in (*table.ancestors(known), table[known], *below):
        made[each.code] = add_place(
            name=each.label,
            kind=kinds[each.level - 1],
            code=each.code,
            parent=made.get(each.parent),
            valid_from=_SINCE,
        )
    return made[known]


def _child() -> int:
    """Answer on standard output for the arguments on standard input, on the database of this process."""
    from baigong.faces.cli.setup import migrate_schema, prepare_data_folder, setup_django

    said = json.load(sys.stdin)
    for name in _PATHS:
        said[name] = Path(said[name]) if said[name] else None
    arguments = Namespace(**said)
    setup_django()
    prepare_data_folder()
    migrate_schema()

    from django.db import transaction

    from baigong.faces.cli.import_list import rehearse_here

    with transaction.atomic():
        place = add_throwaway_places(arguments.place)
    try:
        answer = rehearse_here(arguments, place, arguments.file.read_bytes())
    except Exception as error:
        if not getattr(error, "sentence", ""):
            raise
        answer = {"error": getattr(error, "code", ""), "sentence": getattr(error, "sentence", "")}
    print(json.dumps(answer, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(_child())
