from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.foundation.facts.models import Fact
from baigong.foundation.scope import ScopedBy

SUBJECTS = ("status", "proof", "case_step", "strike_off_step")
"""What a file may be evidence of; exactly one of them."""


def _only(subject: str) -> Q:
    return Q(**{f"{name}__isnull": name != subject for name in SUBJECTS})


def _of_one() -> Q:
    first, *others = map(_only, SUBJECTS)
    for other in others:
        first |= other
    return first


class EvidenceFile(Fact):
    """A sealed file a fact rests on: a decision behind a status, a contract, what a step of a case stands on (M18.2).

    A table of its own and not a column of each fact: a fact is never rewritten, yet its paper often comes later, has
    more than one page, or turns out to be the wrong one. Then this row is voided and its content destroyed, and the
    fact stands as it was; one table means one way to seal, show, void and erase. `fingerprint` is the keyed digest of
    the content and stays, so that the same paper is known again. `person` is whom the fact is about: the file is
    erased with that person's data, and nobody opens it without a purpose. `case` is the case of a step, for only
    who sees the case sees its papers.
    """

    status = models.ForeignKey("statuses.Status", null=True, on_delete=models.PROTECT, related_name="+")
    proof = models.ForeignKey("placements.Proof", null=True, on_delete=models.PROTECT, related_name="+")
    case_step = models.ForeignKey("cases.CaseStep", null=True, on_delete=models.PROTECT, related_name="+")
    strike_off_step = models.ForeignKey(
        "shortages.StrikeOffStep", null=True, on_delete=models.PROTECT, related_name="+"
    )
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)

    scoped_by: ClassVar[ScopedBy] = ScopedBy(
        party=("person_id", "organisation_id"), within=("case_id", "cases.Case"), within_optional=True
    )

    class Meta(Fact.Meta):
        db_table = "evidence_file"
        constraints = [
            models.CheckConstraint(condition=_of_one(), name="evidence_of_one_fact"),
            models.CheckConstraint(
                condition=Q(case_step__isnull=True, case__isnull=True)
                | Q(case_step__isnull=False, case__isnull=False),
                name="evidence_of_a_step_names_its_case",
            ),
            *(
                models.UniqueConstraint(
                    fields=[name, "fingerprint"],
                    condition=Q(voided_at__isnull=True, **{f"{name}__isnull": False}),
                    name=f"evidence_once_{name}",
                )
                for name in SUBJECTS
            ),
        ]

    def __str__(self) -> str:
        return f"evidence {self.id}"
