from collections.abc import Callable
from typing import Any

from django.db import migrations

from baigong.domains.users.adapter import SecondFactorAdapter


def turn_secrets(apps: Any, turn: Callable[[str], str]) -> None:
    """Write every secret of a second factor anew; nothing is asked of the key file when there is none."""
    for row in apps.get_model("mfa", "Authenticator").objects.filter(type__in=("totp", "recovery_codes")):
        for name in {"secret", "seed"} & row.data.keys():
            row.data[name] = turn(row.data[name])
        if "migrated_codes" in row.data:
            row.data["migrated_codes"] = [turn(code) for code in row.data["migrated_codes"]]
        row.save(update_fields=["data"])


def seal_secrets(apps: Any, schema_editor: Any) -> None:
    turn_secrets(apps, SecondFactorAdapter().encrypt)


def open_secrets(apps: Any, schema_editor: Any) -> None:
    turn_secrets(apps, SecondFactorAdapter().decrypt)


class Migration(migrations.Migration):

    dependencies = [
        ("users", "0001_initial"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal_secrets, open_secrets)]
