"""Loaded before Django's settings are: the test profile and a data folder of its own for every process."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import settings

os.environ["BAIGONG_PROFILE"] = "test"
if "BAIGONG_VAR" not in os.environ:
    os.environ["BAIGONG_VAR"] = tempfile.mkdtemp(prefix="baigong-test-")
# A process of a parallel run inherits the folder of them all; it takes one of its own inside.
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ["BAIGONG_VAR"] = str(Path(os.environ["BAIGONG_VAR"]) / worker)

# A busy machine is slow now and then; no test here is about time.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
