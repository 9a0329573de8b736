from django.apps import AppConfig


class ShortagesConfig(AppConfig):
    name = "baigong.domains.shortages"
    label = "shortages"
    verbose_name = "缺工"

    def ready(self) -> None:
        from baigong.domains.shortages.imports import ShortageList
        from baigong.foundation.exchange.contract import register_list

        register_list(ShortageList())
