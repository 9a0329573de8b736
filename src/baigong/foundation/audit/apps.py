from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Audit trail and field history."""

    name = "baigong.foundation.audit"
    label = "audit"
    verbose_name = "审计"
