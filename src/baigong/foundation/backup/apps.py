from django.apps import AppConfig


class BackupConfig(AppConfig):
    """Backups; it owns no table: what was done and proved stands in the audit."""

    name = "baigong.foundation.backup"
    label = "backup"
    verbose_name = "备份"
