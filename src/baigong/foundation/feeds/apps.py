from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "baigong.foundation.feeds"
    label = "feeds"
    verbose_name = "部门数据"

    def ready(self) -> None:
        from baigong.foundation.feeds import jobs  # noqa: F401 (registers the handlers)
