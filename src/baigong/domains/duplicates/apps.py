from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    name = "baigong.domains.duplicates"
    label = "duplicates"
    verbose_name = "重复"

    def ready(self) -> None:
        import baigong.domains.duplicates.jobs  # noqa: F401 (registers its handler)
