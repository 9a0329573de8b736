"""Rows of which there may be one: the database decides, and a second gets a sentence."""

from __future__ import annotations

from django.db import IntegrityError, models, transaction

from baigong.domains.placements.errors import PlacementError


def insert_once(row: models.Model, sentence: str) -> None:
    """Insert a row that a unique constraint guards; call inside the deed's transaction.

    :raises PlacementError: with the sentence, when there is such a row already.
    """
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise PlacementError("twice", sentence) from error
