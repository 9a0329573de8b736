"""What the audit refuses: an act that cannot be audited does not happen."""

from __future__ import annotations


class AuditProblem(Exception):
    """A refusal with a sentence for people (Chinese) and a code for machines."""

    code = "audit"

    @property
    def sentence(self) -> str:
        """What is said to people."""
        return str(self)


class PurposeMissing(AuditProblem):
    """Plain personal values were asked for without saying why."""

    code = "audit.purpose-missing"


class NotAuditable(AuditProblem):
    """The entry itself is incomplete, or would carry what an audit may not carry."""

    code = "audit.not-auditable"


class AuditBroken(AuditProblem):
    """The trail does not agree with its anchor; sealing on would cover that up."""

    code = "audit.broken"
