from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RotationConfig(AppConfig):
    """Loads the module `rotation` of every installed app, so that every place of ciphertexts is known."""

    name = "baigong.foundation.rotation"
    label = "rotation"
    verbose_name = "密钥轮换"

    def ready(self) -> None:
        autodiscover_modules("rotation")
