"""The second wall: PostgreSQL row-level security generated from the same declarations as the managers.

A policy may not spoil the plans of lists over a million rows: it reads no column that a list's index lacks
unless the scope needs it, compares prefixes byte by byte and works out each setting once a statement.
What is published is there to be read: it opens the policy of reading and none of those of writing.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connections, models

from baigong.foundation.scope.declaration import ScopedBy

APPLICATION_ROLE = "baigong_application"

# The cast makes it an array rather than a set of rows, so that it is worked out once per statement.
_PLACES = "((SELECT string_to_array(current_setting('baigong.places', true), ','))::text[])"
# Most scopes have one place; comparing it by itself is several times cheaper than walking an array.
_FIRST_PLACE = "(SELECT nullif(split_part(current_setting('baigong.places', true), ',', 1), ''))"
_PARTIES = "((SELECT string_to_array(current_setting('baigong.parties', true), ',')::uuid[])::uuid[])"
_ACTOR = "(SELECT nullif(current_setting('baigong.actor', true), ''))"
_EVERYTHING = "(SELECT coalesce(current_setting('baigong.everything', true), '') = 'on')"
# A party's rows are found by columns that the indexes of lists do not carry. The planner drops the comparison
# when this says no, and only then can an officer's list be read from the index alone. It is declared
# immutable for that and nothing else: an answer kept too long by a cached plan is at worst "no", which shows
# fewer rows; after "yes" the comparison itself reads the setting. Nothing that widens sight may be done so.
_CREATE_HAS_PARTIES = """
CREATE OR REPLACE FUNCTION scope_has_parties() RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT coalesce(current_setting('baigong.parties', true), '') <> '' $$"""
_HAS_PARTIES = "scope_has_parties()"
_TODAY = "(SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date)"


def scoped_models() -> list[Any]:
    """Return every model that declares axes."""
    return [model for model in apps.get_models() if isinstance(getattr(model, "scoped_by", None), ScopedBy)]


def policy_of(model: type[models.Model], *, is_for_writing: bool = False) -> str:
    """Return the SQL condition under which the application's role reads, or writes, a row of `model`."""
    declaration: ScopedBy = model.scoped_by  # type: ignore[attr-defined]  # chosen by scoped_models
    column_of = {field.name: field.column for field in model._meta.concrete_fields}
    column_of |= {field.attname: field.column for field in model._meta.concrete_fields}
    seen = []
    if declaration.place:
        place = f'"{column_of[declaration.place]}"'
        seen += [f"{place} ^@ {_FIRST_PLACE}", f"{place} ^@ ANY {_PLACES}"]
    seen += [f'({_HAS_PARTIES} AND "{column_of[name]}" = ANY {_PARTIES})' for name in declaration.party]
    if declaration.public and not is_for_writing:
        seen.append(f'"{column_of[declaration.public]}" IS NOT NULL')
    if declaration.share:
        key = model._meta.pk.column
        seen.append(
            f"\"{key}\" IN (SELECT object_id FROM scope_share WHERE object_kind = '{declaration.share}'"  # noqa: S608 (own names)
            f" AND starts_on <= {_TODAY} AND (ends_before IS NULL OR ends_before > {_TODAY})"
            f" AND (to_party_id = ANY {_PARTIES} OR to_place_path ^@ ANY {_PLACES}))"
        )
    if not (declaration.withheld or declaration.within):
        return " OR ".join([_EVERYTHING, *seen])
    return f"{_EVERYTHING} OR ({_narrowed(declaration, column_of, model, ' OR '.join(seen) or 'false')})"


def _narrowed(declaration: ScopedBy, column_of: dict[str, str], model: type[models.Model], seen: str) -> str:
    """Take out what is withheld from everybody but its participants, and what hangs on a row that is not seen."""
    if declaration.withheld:
        named = (
            f"SELECT object_id FROM scope_participant WHERE object_kind = '{declaration.participants}'"  # noqa: S608 (own names)
            f" AND starts_on <= {_TODAY} AND (ends_before IS NULL OR ends_before > {_TODAY})"
            f" AND (to_actor = {_ACTOR} OR to_party_id = ANY {_PARTIES})"
        )
        withheld = column_of[declaration.withheld]
        seen = f'(NOT "{withheld}" AND ({seen})) OR "{model._meta.pk.column}" IN ({named})'
    if declaration.within:
        column, label = declaration.within
        above = apps.get_model(label)._meta
        hangs_on = f'"{column_of[column]}" IN (SELECT "{above.pk.column}" FROM "{above.db_table}")'  # noqa: S608 (own names)
        if declaration.within_optional:
            hangs_on = f'("{column_of[column]}" IS NULL OR {hangs_on})'
        seen = f"({seen}) AND {hangs_on}"
    return seen


def policies_of(model: type[models.Model]) -> dict[str, str]:
    """Return the policies of `model`'s table by name, each as what follows ON in CREATE POLICY."""
    read, written = policy_of(model), policy_of(model, is_for_writing=True)
    return {
        "scope": f"FOR SELECT USING ({read})",
        "scope_insert": f"FOR INSERT WITH CHECK ({written})",
        "scope_update": f"FOR UPDATE USING ({written}) WITH CHECK ({written})",
        "scope_delete": f"FOR DELETE USING ({written})",
    }


def statements_for(model: type[models.Model]) -> list[str]:
    """Return the statements that put `model`'s table behind its policies."""
    table = model._meta.db_table
    statements = [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
    ]
    for name, body in policies_of(model).items():
        statements += [
            f'DROP POLICY IF EXISTS {name} ON "{table}"',
            f'CREATE POLICY {name} ON "{table}" {body}',
        ]
    return statements


_CREATE_ROLE = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION_ROLE}') THEN
    CREATE ROLE {APPLICATION_ROLE} NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$"""


def install_row_security(sender: Any = None, using: str = "default", **_: Any) -> None:
    """Create the application's role, its grants and every policy; runs after each migration."""
    connection = connections[using]
    if connection.vendor != "postgresql" or (sender is not None and sender.label != "scope"):
        return
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(_CREATE_ROLE)
        cursor.execute(f"GRANT {APPLICATION_ROLE} TO current_user")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APPLICATION_ROLE}")
        for kind in ("TABLES", "SEQUENCES"):
            cursor.execute(f"GRANT ALL ON ALL {kind} IN SCHEMA public TO {APPLICATION_ROLE}")
            cursor.execute(
                f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON {kind} TO {APPLICATION_ROLE}"
            )
        cursor.execute(f"REVOKE TRUNCATE ON ALL TABLES IN SCHEMA public FROM {APPLICATION_ROLE}")
        cursor.execute(_CREATE_HAS_PARTIES)
        for model in scoped_models():
            if model._meta.db_table in existing:
                for statement in statements_for(model):
                    cursor.execute(statement)
