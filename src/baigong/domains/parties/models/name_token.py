from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from baigong.domains.parties.models.person import Person
from baigong.foundation.scope import ScopedBy
from baigong.foundation.scope.managers import ScopedManager
from baigong.foundation.scope.models import PlacePathField


class PersonNameToken(models.Model):
    """Blind tokens of a name's characters and pairs, so that a name is found without being readable."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="name_tokens")
    token = models.BinaryField(max_length=16)
    place_path = PlacePathField()

    scoped_by: ClassVar[ScopedBy] = ScopedBy()
    objects: ClassVar[ScopedManager[Any]] = ScopedManager()

    class Meta:
        db_table = "parties_person_name_token"
        base_manager_name = "objects"
        indexes = [models.Index(fields=["token", "place_path", "person"], name="name_token_search")]

    def __str__(self) -> str:
        return "姓名检索标记"
