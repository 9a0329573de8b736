from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "baigong.domains.claims"
    label = "claims"
    verbose_name = "单位认领"

    def ready(self) -> None:
        from baigong.domains.claims import jobs  # noqa: F401 (registers the nightly work)
