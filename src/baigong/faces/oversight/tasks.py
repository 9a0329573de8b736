"""What needs a look, for each power: from what the installation remembers of itself."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from baigong.domains.users.enums import Role
from baigong.domains.users.sign_ins import FAILED
from baigong.faces.oversight.alarms import ALARM, WINDOW
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.audit.checking import last_verification
from baigong.foundation.audit.searching import entries_of_acts
from baigong.foundation.health import running_checks
from baigong.foundation.privacy.keys import current_ring
from baigong.foundation.rotation.services import last_counts

CHECK_EVERY = datetime.timedelta(days=7)
TURN_EVERY = datetime.timedelta(days=365)
MANY_FAILURES = 20


def tasks_of(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the tasks of the present role, the most pressing first."""
    makers = {
        Role.AUDITOR: auditors_tasks,
        Role.SECURITY_OFFICER: security_tasks,
        Role.ADMINISTRATOR: administrators_tasks,
    }
    found: list[dict[str, Any]] = makers.get(Role(standing_of(request).role), list)()
    return found


def auditors_tasks() -> list[dict[str, Any]]:
    """Return fresh alarms, and the check of the chain when it found something or is old."""
    alarms = [entry for entry in entries_of_acts([ALARM], 100) if entry.at >= clock.now() - WINDOW]
    tasks = []
    if alarms:
        tasks.append(
            _task(
                f"24小时里有{len(alarms)}次异常查看报警",
                "看看是谁、为什么，必要时做事件清点。",
                "patterns",
                "over",
            )
        )
    job = last_verification()
    findings = (job.result or {}).get("findings") if job is not None else None
    if findings:
        tasks.append(
            _task(
                f"上次核验发现{len(findings)}处问题",
                "审计链可能被改过，请马上处理。",
                "verification",
                "over",
            )
        )
    elif job is None or job.created_at < clock.now() - CHECK_EVERY:
        tasks.append(_task("该核验审计链了", "每周至少核验一次。", "verification", "soon"))
    return tasks


def security_tasks() -> list[dict[str, Any]]:
    """Return what is unfinished about keys, a key that is old, fresh alarms, and a storm of failed sign-ins."""
    ring, counted = current_ring(), last_counts()
    tasks = []
    if counted is not None and (counted.result or {}).get("left"):
        tasks.append(_task("换密钥后还有没重封的", "点“接着重封”，做完旧密钥才能停用。", "keys", "over"))
    made = ring.made.get(ring.active)
    if made and datetime.datetime.fromisoformat(made) < clock.now() - TURN_EVERY:
        tasks.append(_task("数据密钥用了一年以上", "换一把新的，旧数据会在后台自动重封。", "keys", "soon"))
    failed = [entry for entry in entries_of_acts([FAILED], 500) if entry.at >= clock.now() - WINDOW]
    if len(failed) >= MANY_FAILURES:
        tasks.append(
            _task(
                f"24小时里有{len(failed)}次登录失败",
                "看看是谁忘了密码，还是有人在试密码。",
                "sign_ins",
                "over",
            )
        )
    alarms = [entry for entry in entries_of_acts([ALARM], 100) if entry.at >= clock.now() - WINDOW]
    if alarms:
        words = "请联系审计员查清是谁、为什么；必要时先强制下线。"
        tasks.append(_task(f"24小时里有{len(alarms)}次异常查看报警", words, "sessions", "over"))
    return tasks


def administrators_tasks() -> list[dict[str, Any]]:
    """Return every check that is not good, with its cure."""
    pages = {"后台": "health", "停下的任务": "jobs", "备份": "backups", "恢复演练": "backups"}
    return [
        _task(f"{check.label}：{check.found}", check.cure, pages.get(check.label, "health"), "over")
        for check in running_checks()
        if not check.is_good
    ]


def _task(title: str, why: str, page: str, urgency: str) -> dict[str, Any]:
    words = {"over": "马上看", "soon": "今天看", "": "有空看"}
    return {
        "title": title, "why": why, "url": reverse(f"oversight:{page}"), "action_label": "去看",
        "urgency": urgency, "clock": words[urgency], "is_primary": urgency == "over",
    }  # fmt: skip
