"""What can go wrong with a job; each error has a machine `code` and a sentence for people."""

from __future__ import annotations

import re

_CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}")


class JobError(Exception):
    """Base of all errors of this package."""

    code = "job"


class UnknownKindError(JobError):
    code = "unknown-kind"

    def __init__(self, kind: str) -> None:
        super().__init__(f"没有登记过“{kind}”这种后台任务。请检查名字，或先装上登记它的模块。")


class JobArgumentError(JobError):
    code = "job-argument"

    def __init__(self, name: str) -> None:
        super().__init__(f"后台任务的参数“{name}”只能是编号，不能带姓名、证件号、电话或长文字。")


class JobKeyClashError(JobError):
    code = "job-key-clash"

    def __init__(self, key: str) -> None:
        super().__init__(f"后台任务的幂等键“{key}”已用于另一件事。同一个键只能对应同样的任务和参数。")


class JobStateError(JobError):
    code = "job-state"


class InsideTransactionError(JobError):
    code = "inside-transaction"

    def __init__(self) -> None:
        super().__init__("这一步要等事务提交以后再做：登记一个后台任务，由它去做。")


class LeaseLostError(JobError):
    """Another worker has the job now; the present one must stop without leaving effects."""

    code = "lease-lost"

    def __init__(self) -> None:
        super().__init__("这个任务已由另一个进程接手，本次结果作废。")


class JobCancelled(JobError):
    """Raised by a handler that stopped because it was asked to."""

    code = "cancelled"

    def __init__(self) -> None:
        super().__init__("任务已按要求停下。")


class GiveUpError(JobError):
    """Raised by a handler for which another try is useless: the job is quarantined at once."""

    def __init__(self, sentence: str, *, code: str) -> None:
        super().__init__(sentence)
        self.code = code


def describe(error: BaseException) -> str:
    """Return class and code, never the message: a message may quote a person's data."""
    code = str(getattr(error, "code", "") or "")
    name = type(error).__name__
    return f"{name}:{code}" if _CODE.fullmatch(code) else name
