from django.apps import AppConfig
from django.db.models.signals import post_migrate


class FactsConfig(AppConfig):
    name = "baigong.foundation.facts"
    label = "facts"
    verbose_name = "事实"

    def ready(self) -> None:
        from baigong.foundation.facts.append_only import install_append_only
        from baigong.foundation.facts.overlap import install_no_overlap

        post_migrate.connect(install_append_only, dispatch_uid="facts-append-only")
        post_migrate.connect(install_no_overlap, dispatch_uid="facts-no-overlap")
