"""A plan adopted in one process is in force in every other from the next request or job on."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.test import Client

from baigong.domains.codes import loading
from baigong.domains.codes.loading import add_codes
from baigong.domains.codes.selectors import forget_labels, label_of, labels_on
from baigong.domains.policies import selectors
from baigong.domains.policies.models import PackVersion
from baigong.domains.policies.services import adopt_pack
from baigong.foundation.freshness import keeping
from baigong.foundation.freshness.keeping import hear
from baigong.foundation.jobs import registry
from baigong.foundation.jobs.context import JobContext
from baigong.foundation.jobs.models import Lane
from baigong.foundation.jobs.queue import enqueue
from baigong.foundation.jobs.worker import Worker
from baigong.kernels.packs import PackError

pytestmark = pytest.mark.django_db
FIRST, THEN = datetime.date(2026, 1, 1), datetime.date(2026, 4, 1)


@pytest.fixture(autouse=True)
def another_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever changes a list is elsewhere: nothing here is told by them."""
    forget_labels()
    add_codes("trial", [("one", "旧名", "")], on=FIRST)
    monkeypatch.setattr(loading, "forget_labels", lambda: None)
    hear()
    assert label_of("trial", "one") == "旧名"
    yield
    forget_labels()


def test_the_next_request_reads_the_new_words() -> None:
    add_codes("trial", [("one", "新名", "")], on=THEN)
    assert label_of("trial", "one") == "旧名"
    Client().get("/sign-in/login/")
    assert label_of("trial", "one") == "新名" and labels_on("trial", FIRST) == {"one": "旧名"}


def test_the_next_job_reads_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []

    def run(context: JobContext) -> None:
        read.append(label_of("trial", "one"))

    entry = registry.Handler("trial.read_labels", Lane.SHORT, run, 60)
    monkeypatch.setitem(registry._handlers, entry.kind, entry)
    add_codes("trial", [("one", "新名", "")], on=THEN)
    enqueue(entry.kind, {}, key="trial")
    Worker(["short"]).run(until_idle=True)
    assert read == ["新名"]


def test_the_files_of_plans_are_read_anew_too() -> None:
    before = selectors.pack_named("_national")
    hear()
    assert selectors.pack_named("_national") is before
    PackVersion.objects.create(pack="_national", version_hash="x" * 64, title="试", starts_on=FIRST)
    assert selectors.pack_named("_national") is before
    hear()
    assert selectors.pack_named("_national") is not before


def test_unheard_the_old_words_stay_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: the process never listens, as if it had to be started anew."""
    monkeypatch.setattr(keeping, "_readers", {})
    with pytest.raises(AssertionError):
        test_the_next_request_reads_the_new_words()


def test_one_broken_pack_keeps_every_plan_from_being_adopted(monkeypatch: pytest.MonkeyPatch) -> None:
    """All processes would read it at once."""

    def broken() -> None:
        raise PackError([])

    monkeypatch.setattr("baigong.domains.policies.services.all_packs", broken)
    with pytest.raises(PackError):
        adopt_pack(by="test", name="_national", on=THEN)
    assert not PackVersion.objects.exists()
