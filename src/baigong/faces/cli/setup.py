"""Getting Django ready for a command: settings, key file, folders, schema."""

from __future__ import annotations

import os


def setup_django() -> None:
    """Load the settings and the apps; safe to call twice."""
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baigong.config.settings")
    if not apps.ready:
        django.setup()


def prepare_data_folder() -> None:
    """Make the data folder and the key file if they are missing; nothing existing is touched."""
    from django.conf import settings

    from baigong.foundation.privacy.keys import create_key_file

    folders = (
        settings.VAR_FOLDER,
        settings.BAIGONG_KEY_FILE.parent,
        settings.BAIGONG_ANCHOR_FILE.parent,
        settings.BAIGONG_FILE_FOLDER,
    )
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.BAIGONG_KEY_FILE.exists():
        create_key_file(settings.BAIGONG_KEY_FILE)


def migrate_schema() -> None:
    """Bring the database's tables to what this version needs."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def pack_static_files() -> None:
    """Lay styles and scripts out for the site, packed; an office does so once an update (docs/how-to/production.md).

    It takes a tenth of a second. Unpacked they would be most of what a first visit weighs.
    """
    from django.conf import settings
    from django.core.management import call_command

    if settings.BAIGONG_DEMO:
        call_command("collectstatic", verbosity=0, interactive=False)


def sweep_remains() -> int:
    """Remove what a process killed in the middle left behind: half-written files, proofs, dry runs (reliability 42).

    Returns how many files and folders of dry runs that were.
    """
    from baigong.faces.cli.rehearsing import sweep_rehearsals
    from baigong.foundation.backup.proving import clear_leftovers
    from baigong.foundation.files.sealing import sweep_unfinished

    clear_leftovers()
    return sweep_unfinished() + sweep_rehearsals()
