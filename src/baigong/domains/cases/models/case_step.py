from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.domains.cases.enums import CaseStepKind
from baigong.foundation.facts.models import Fact
from baigong.foundation.privacy.fields import EncryptedTextField
from baigong.foundation.scope import ScopedBy


class CaseStep(Fact):
    """One thing that was done about a case: given to somebody, answered, put off, solved, opened again.

    `answer_text` is what an office says, or how satisfied somebody was; `said` is what the person herself wrote.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="steps")
    sequence = models.SmallIntegerField()
    kind = models.CharField(max_length=12, choices=CaseStepKind.choices)
    by_post = models.ForeignKey("users.Post", null=True, on_delete=models.PROTECT, related_name="+")
    to_department = models.CharField(max_length=120, blank=True, default="")
    happened_on = models.DateField()
    due_on = models.DateField(null=True)
    answer_text = models.CharField(max_length=500, blank=True, default="")
    said = EncryptedTextField(
        name="case_step.said", kind="text", null=True,
        purpose="办理本人反映的事", basis="履行法定职责", retention="服务终止后三年",
    )  # fmt: skip
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(within=("case_id", "cases.Case"))

    class Meta(Fact.Meta):
        db_table = "cases_case_step"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "sequence"], condition=Q(voided_at__isnull=True), name="case_step_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"
