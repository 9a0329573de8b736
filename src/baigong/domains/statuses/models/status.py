from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.foundation.facts.models import PeriodFact
from baigong.foundation.scope import ScopedBy

_SUBJECTS = ("party", "cohort", "facility", "agreement")


def _only(subject: str) -> Q:
    return Q(**{f"{name}__isnull": name != subject for name in _SUBJECTS})


class Status(PeriodFact):
    """What somebody or something is taken for, for a time: key enterprise, hard to employ, grade AAA, recognised base …

    The codes are the pack's: a new city's group needs no column (model 1.3). `exclusive_group` names a set of
    codes of which one subject holds one at a time (grades).
    """

    NO_OVERLAP = tuple((subject, column) for subject in _SUBJECTS for column in ("code", "exclusive_group"))

    party = models.ForeignKey("parties.Party", null=True, on_delete=models.PROTECT, related_name="statuses")
    cohort = models.ForeignKey("cohorts.Cohort", null=True, on_delete=models.PROTECT, related_name="statuses")
    facility = models.ForeignKey(
        "facilities.Facility", null=True, on_delete=models.PROTECT, related_name="statuses"
    )
    agreement = models.ForeignKey(
        "agreements.Agreement", null=True, on_delete=models.PROTECT, related_name="statuses"
    )
    code = models.CharField(max_length=40)
    exclusive_group = models.CharField(max_length=40, blank=True, default="")
    value = models.CharField(max_length=60, blank=True, default="")
    decided_by = models.CharField(max_length=120, blank=True, default="")
    document = models.CharField(max_length=120, blank=True, default="")
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("party_id",))

    class Meta(PeriodFact.Meta):
        db_table = "statuses_status"
        constraints = [
            *PeriodFact.Meta.constraints,
            models.CheckConstraint(
                condition=_only("party") | _only("cohort") | _only("facility") | _only("agreement"),
                name="status_of_one_subject",
            ),
        ]
        indexes = [
            models.Index(fields=["code", "place_path", "party"], name="status_code"),
            models.Index(fields=["party", "code"], name="status_party"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.starts_on}"
