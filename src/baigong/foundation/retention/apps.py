from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RetentionConfig(AppConfig):
    """Loads the module `retention` of every installed app, so that every rule is known."""

    name = "baigong.foundation.retention"
    label = "retention"
    verbose_name = "到期清除"

    def ready(self) -> None:
        autodiscover_modules("retention")
