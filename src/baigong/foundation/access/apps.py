from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "baigong.foundation.access"
    label = "access"
    verbose_name = "访问"

    def ready(self) -> None:
        from baigong.foundation.access import sessions  # noqa: F401 (hears when one begins)
        from baigong.foundation.access.attempts import create_attempts_table
        from baigong.foundation.access.checks import check_routes

        register(check_routes, "access")
        post_migrate.connect(create_attempts_table, sender=self, dispatch_uid="access-attempts-table")
