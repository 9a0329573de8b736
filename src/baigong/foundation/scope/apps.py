from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ScopeConfig(AppConfig):
    name = "baigong.foundation.scope"
    label = "scope"
    verbose_name = "可见范围"

    def ready(self) -> None:
        from baigong.foundation.scope.row_security import install_row_security

        post_migrate.connect(install_row_security, dispatch_uid="scope-row-security")
