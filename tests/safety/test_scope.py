"""Scope: default deny, three axes, no way round through related objects, counts or raw writes (tests 15–18)."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, ProtectedError
from django.template import Context, Template
from tests.safety.oracle import is_at_or_below
from tests.sand_table import SINCE, World, build_world

from baigong.domains.parties.models import Organisation, Person
from baigong.domains.shortages.models import Need
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.foundation.exchange.models import ImportBatch, ImportRow
from baigong.foundation.jobs import queue, registry
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.scope import Scope, ScopeError, enter, public_scope, system_scope
from baigong.foundation.scope import managers as scope_managers
from baigong.foundation.scope.models import Share, share_with_party
from baigong.foundation.scope.row_security import scoped_models


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.mark.parametrize("model", scoped_models(), ids=lambda model: model._meta.db_table)
def test_a_query_outside_a_scope_raises(db: None, model: Any) -> None:
    """Every table, by every way a program may ask; nothing is asked lazily outside and shown inside."""
    table = model._meta.db_table
    for ask in (
        lambda rows: rows.count(),
        lambda rows: rows.first(),
        lambda rows: list(rows.all()),
        lambda rows: rows.aggregate(n=Count("pk")),
        lambda rows: rows.update(pk=1),
        lambda rows: rows.all().delete(),
        lambda rows: list(rows.raw(f'SELECT * FROM "{table}"')),
        lambda rows: rows.in_bulk([]),
    ):
        for manager in (model._default_manager, model._base_manager):
            with pytest.raises(ScopeError):
                ask(manager)


def test_an_officer_sees_what_the_oracle_says_and_nothing_else(world: World) -> None:
    for top in world.places:
        with enter(world.scope_at(top)):
            seen = {str(key) for key in Registration.objects.values_list("id", flat=True)}
        expected = {str(row.id) for key, row in world.registrations.items() if is_at_or_below(key, top)}
        assert seen == expected


def test_a_related_object_out_of_scope_is_not_reached(world: World) -> None:
    far = world.vacancies["2.1.1.1"]
    with system_scope("改成别处的企业"):
        Vacancy.objects.filter(id=world.vacancies["1.1.1.1"].id).update(organisation=far.organisation)
    with enter(world.scope_at("1.1")):
        vacancy = Vacancy.objects.get(id=world.vacancies["1.1.1.1"].id)
        with pytest.raises(Organisation.DoesNotExist):
            _ = vacancy.organisation.name
        fetched = Vacancy.objects.prefetch_related("organisation").get(id=vacancy.id)
        with pytest.raises(Organisation.DoesNotExist):
            _ = fetched.organisation


def test_counts_and_aggregates_stay_inside(world: World) -> None:
    with enter(world.scope_at("1.1.1")):
        assert Registration.objects.count() == 2
        assert Registration.objects.aggregate(n=Count("id"))["n"] == 2
        assert Organisation.objects.values("place_path").annotate(n=Count("id")).count() == 2


def test_a_row_out_of_scope_cannot_be_changed(world: World) -> None:
    far = world.needs["2.2.2.2"]
    with enter(world.scope_at("1")):
        assert Need.objects.filter(id=far.id).update(headcount=99) == 0
    with system_scope("看看有没有被改"):
        assert Need.objects.get(id=far.id).headcount == 3


def test_a_share_opens_one_row_to_one_party_and_ends(world: World) -> None:
    firm, person = world.firms["1.1.1.1"], world.persons["2.1.1.1"]
    scope = Scope(actor="hr", label="hr", parties=(firm.id,))
    with enter(scope):
        assert not Person.objects.filter(id=person.id).exists()
    with system_scope("分享"):
        share_with_party(
            by="t",
            kind="party",
            object_id=person.id,
            party_id=firm.id,
            purpose="岗位介绍",
            basis="introduction",
        )
    with enter(scope):
        assert [row.id for row in Person.objects.all()] == [person.id]
        Share.objects.update(ends_before="2020-01-02")
        assert not Person.objects.exists()


def test_the_public_sees_published_vacancies_only(world: World) -> None:
    from baigong.foundation import clock

    with system_scope("发布"):
        Vacancy.objects.filter(id=world.vacancies["1.1.1.1"].id).update(public_since=clock.now())
    with enter(public_scope()):
        assert Vacancy.objects.count() == 1
        assert (Person.objects.count(), Organisation.objects.count(), Need.objects.count()) == (0, 0, 0)


def test_what_is_prefetched_is_what_may_be_seen(world: World) -> None:
    near, far = world.firms["1.1.1.1"], world.vacancies["2.1.1.1"]
    with system_scope("一处的企业，别处的岗位"):
        Vacancy.objects.filter(id=far.id).update(organisation=near)
    with enter(world.scope_at("1.1")):
        fetched = Organisation.objects.prefetch_related("vacancies").get(id=near.id)
        assert [row.id for row in fetched.vacancies.all()] == [world.vacancies["1.1.1.1"].id]
    with enter(world.scope_at("0")):
        fetched = Organisation.objects.prefetch_related("vacancies").get(id=near.id)
        assert {row.id for row in fetched.vacancies.all()} == {world.vacancies["1.1.1.1"].id, far.id}


def test_a_cascade_takes_only_rows_in_scope_with_it(world: World) -> None:
    """A row that lies elsewhere stays, and the reference it holds refuses the deletion."""
    with system_scope("一张表，两处的行"):
        batch = _batch_with_rows(world, "1.1.1.1", "1.1.1.1", "2.1.1.1")
    with pytest.raises(ScopeError):
        batch.delete()
    with (
        pytest.raises((IntegrityError, ProtectedError)),
        enter(world.scope_at("1.1")),
        transaction.atomic(),
    ):
        ImportBatch.objects.filter(id=batch.id).delete()
        connection.check_constraints()
    with system_scope("行都还在"):
        assert ImportRow.objects.filter(batch=batch).count() == 2


def _batch_with_rows(world: World, at: str, *rows_at: str) -> ImportBatch:
    place = world.places[at]
    batch = ImportBatch.objects.create(
        list_name="workers", place_id=place.id, file_name="t.xlsx", file_digest=b"0" * 32, known_on=SINCE,
        uploaded_by="t", place_path=place.path, county_id=place.county_id,
    )  # fmt: skip
    for number, key in enumerate(rows_at):
        path = world.places[key].path
        ImportRow.objects.create(batch=batch, number=number, cells="[]", outcome="new", place_path=path)
    return batch


def test_a_template_does_not_swallow_it(db: None) -> None:
    """Whatever way a template asks, the page breaks instead of looking empty."""
    for text in (
        "{{ rows.count }}",
        "{{ rows.all|length }}",
        "{% for row in rows.all %}{{ row }}{% empty %}无{% endfor %}",
        "{% if rows.all %}有{% endif %}",
        "{% with found=rows.first %}{{ found|default:'无' }}{% endwith %}",
        "{% include inner %}",
    ):
        with pytest.raises(ScopeError):
            Template(text).render(Context({"rows": Person.objects, "inner": Template("{{ rows.count }}")}))


def test_a_command_that_forgets_its_scope_raises(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from baigong.faces.cli.main import main
    from baigong.foundation import scope

    monkeypatch.setattr(scope, "system_scope", lambda reason: contextlib.nullcontext())
    with pytest.raises(ScopeError):
        main(["verify", "--json"])


@pytest.mark.django_db(transaction=True)
def test_a_job_that_forgets_its_scope_is_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_handlers", {})
    registry.handler("test.forgetful", lane="short")(lambda context: Person.objects.update(phone=None))
    job = queue.enqueue("test.forgetful", {}, key="k")
    Worker().run(until_idle=True)
    job.refresh_from_db()
    assert job.state != "完成" and job.last_error.startswith("ScopeError")


def test_nothing_asks_for_rows_on_behalf_of_nobody() -> None:
    """Django's own administration would; every scoped model is scoped however it is reached."""
    assert not apps.is_installed("django.contrib.admin")
    for model in scoped_models():
        assert isinstance(model._base_manager, scope_managers.ScopedManager), model
        assert isinstance(model._default_manager, scope_managers.ScopedManager), model


def test_without_the_guard_the_neighbour_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: the same question without the manager's condition shows another county's rows."""
    monkeypatch.setattr(
        scope_managers.ScopedManager,
        "get_queryset",
        lambda self: scope_managers.models.Manager.get_queryset(self),
    )
    with enter(
        Scope(actor="t", label="t", everything=True)
        if connection.vendor == "postgresql"
        else world.scope_at("1.1")
    ):
        assert Registration.objects.count() == len(world.registrations)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row-level security is PostgreSQL's own wall")
def test_raw_sql_is_stopped_by_the_second_wall(world: World) -> None:
    with enter(world.scope_at("1.1")):
        assert len(list(Registration.objects.raw("SELECT * FROM workers_registration"))) == 4


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row-level security is PostgreSQL's own wall")
def test_the_second_wall_holds_without_the_first(world: World) -> None:
    with enter(world.scope_at("1.1")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM workers_registration")
        assert cursor.fetchone()[0] == 4
    with enter(public_scope()), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM workers_registration")
        assert cursor.fetchone()[0] == 0
