"""The door for a web server; the checks run first, so an undeclared route stops the start."""

from __future__ import annotations

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from baigong.foundation.memory import keep_memory_private
from baigong.foundation.shared_pages.door import KeptPagesDoor

keep_memory_private()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baigong.config.settings")
application = KeptPagesDoor(get_wsgi_application())
call_command("check", fail_level="ERROR")

from baigong.kernels.titles import rank_occupations  # noqa: E402 (the apps are ready only now)

rank_occupations("焊工")  # the first search of a visitor should not wait for the lexicon
