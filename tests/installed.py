"""Installations for tests that work with processes of their own: built once by a test process, then copied.

What is copied is what `prepare_data_folder` and `migrate_schema` make in an empty folder and an empty database.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

BUILD = (
    "from baigong.faces.cli.setup import migrate_schema, prepare_data_folder, setup_django;"
    " setup_django(); prepare_data_folder(); migrate_schema()"
)
_MODEL = f"model_{os.getpid()}"


def install(var: Path, url: str) -> None:
    """Put an installation without a single row into `var` and into the PostgreSQL database of `url`, if one is named.

    The database must not exist yet.
    """
    shutil.copytree(_model(urlsplit(url)._replace(path="/").geturl() if url else ""), var)
    if url:
        _server(url, f'CREATE DATABASE "{urlsplit(url).path[1:]}" TEMPLATE "{_MODEL}"')


@cache
def _model(server: str) -> Path:
    """Build the one to copy from, once for each server."""
    folder = Path(tempfile.mkdtemp(prefix="baigong-model-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if server:
        _server(server, f'CREATE DATABASE "{_MODEL}"')
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BAIGONG_")}
    own = {
        "BAIGONG_PROFILE": "test",
        "BAIGONG_VAR": str(folder / "var"),
        "BAIGONG_DATABASE_URL": f"{server}{_MODEL}" if server else "",
    }
    subprocess.run([sys.executable, "-c", BUILD], env=kept | own, check=True, capture_output=True)
    return folder / "var"


def _server(url: str, statement: str) -> None:
    with psycopg.connect(urlsplit(url)._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(statement)
