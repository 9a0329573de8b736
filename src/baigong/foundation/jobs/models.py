"""The one table of jobs; also the outbox."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from baigong.foundation.ids import uuid7


class Lane(models.TextChoices):
    """Lanes run side by side, so that a long import never keeps a message or an approval waiting."""

    SHORT = "short", "短任务"
    IMPORT = "import", "导入导出"
    MONEY = "money", "资金"
    MESSAGE = "message", "消息"


class Job(models.Model):
    """One piece of work to be done after the transaction that asked for it.

    `args` holds ids only. `attempts` counts starts, not failures, so that a job which kills its worker is
    counted too. `lease_until` is when others may take the job over; `leased_by` and `attempts` together are
    the fence: whoever no longer matches them may not write.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("种类", max_length=80)
    args = models.JSONField("参数", default=dict)
    lane = models.CharField("通道", max_length=10, choices=Lane.choices)
    run_after = models.DateTimeField("最早开始")
    idempotency_key = models.CharField("幂等键", max_length=200, unique=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    lease_until = models.DateTimeField("租期", null=True)
    leased_by = models.CharField("执行者", max_length=120, default="", blank=True)
    last_error = models.CharField("上次错误", max_length=160, default="", blank=True)
    progress_done = models.PositiveBigIntegerField("已完成", default=0)
    progress_total = models.PositiveBigIntegerField("共", default=0)
    progress_text = models.CharField("进度", max_length=200, default="", blank=True)
    result = models.JSONField("结果", null=True)
    created_by = models.CharField("登记人", max_length=40, default="", blank=True)
    place_path = models.CharField("地方", max_length=200, default="", blank=True)
    created_at = models.DateTimeField("登记时间")
    done_at = models.DateTimeField("完成时间", null=True)
    quarantined_at = models.DateTimeField("隔离时间", null=True)
    cancel_requested_at = models.DateTimeField("要求停下", null=True)

    class Meta:
        verbose_name = "后台任务"
        indexes = [
            models.Index(
                fields=["lane", "run_after", "id"],
                name="jobs_open",
                condition=Q(done_at__isnull=True, quarantined_at__isnull=True),
            ),
            models.Index(
                fields=["quarantined_at"], name="jobs_quarantined", condition=Q(quarantined_at__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(quarantined_at__isnull=True), name="jobs_one_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}（{self.state}）"

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.quarantined_at is None

    @property
    def state(self) -> str:
        """The job's state in a word for people."""
        if self.quarantined_at is not None:
            return "已隔离"
        if self.done_at is not None:
            return "已停下" if self.was_cancelled else "已完成"
        return "正在做" if self.leased_by else "等候"

    @property
    def was_cancelled(self) -> bool:
        result: Any = self.result
        return isinstance(result, dict) and result.get("cancelled") is True
