from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FreshnessConfig(AppConfig):
    name = "baigong.foundation.freshness"
    label = "freshness"
    verbose_name = "新旧"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from baigong.foundation.freshness.triggers import install_triggers

        post_migrate.connect(install_triggers, dispatch_uid="freshness-triggers")
