"""Where an import stands: it moves only from the state it is expected in, and one run at a time writes for it.

Jobs are delivered at least once, sometimes late, while people press buttons. Every change of state asks the
database for the state it starts from; every run takes the next number, and a run whose number is old stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F

from baigong.foundation import clock
from baigong.foundation.exchange.models import ImportBatch


class ImportStateError(ValueError):
    """The step does not fit where the import stands; the sentence says what to do instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class MovedOnError(ImportStateError):
    """The import is no longer where this run left it; the run must stop without leaving anything."""

    def __init__(self) -> None:
        super().__init__("这份表已经被取消，或者别处正在接着做。请刷新看看现在的状态。")


def begin(batch: ImportBatch, state: str) -> None:
    """Start a run of the step that belongs to a state; whoever ran it before may write no more.

    :raises MovedOnError: when the import does not stand there (any longer).
    """
    with transaction.atomic():
        here = ImportBatch.objects.filter(id=batch.id, state=state)
        if not here.update(run=F("run") + 1, updated_at=clock.now()):
            raise MovedOnError
        batch.refresh_from_db()


def hold(batch: ImportBatch) -> None:
    """Keep the import for this transaction: first thing of every chunk, so that two runs never write one row.

    :raises MovedOnError: when another run or a person has moved it on.
    """
    here = ImportBatch.objects.filter(id=batch.id, state=batch.state, run=batch.run)
    if not here.update(updated_at=clock.now()):
        raise MovedOnError


@transaction.atomic
def finish(batch: ImportBatch, to: str, **values: Any) -> None:
    """End a run: the next state and what the run found out.

    :raises MovedOnError: when another run or a person has moved the import on.
    """
    hold(batch)
    _write(batch, to, values)


@transaction.atomic
def move(batch: ImportBatch, to: str, *, expected: Sequence[str], sentence: str, **values: Any) -> None:
    """Move an import as a person decided; a run still under way loses the right to write.

    :raises ImportStateError: with the sentence, when it stands in none of the expected states.
    """
    here = ImportBatch.objects.filter(id=batch.id, state__in=expected)
    if not here.update(run=F("run") + 1):
        raise ImportStateError(sentence)
    batch.refresh_from_db(fields=["run"])
    _write(batch, to, values)


def _write(batch: ImportBatch, to: str, values: dict[str, Any]) -> None:
    written = {**values, "state": to, "updated_at": clock.now()}
    for name, value in written.items():
        setattr(batch, name, value)
    batch.save(update_fields=list(written))
