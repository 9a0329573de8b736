from django.apps import AppConfig


class SeekersConfig(AppConfig):
    name = "baigong.domains.seekers"
    label = "seekers"
    verbose_name = "求职者自助"

    def ready(self) -> None:
        from baigong.domains.seekers import push_jobs  # noqa: F401 (registers its handler)
