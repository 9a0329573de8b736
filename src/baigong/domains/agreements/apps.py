from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "baigong.domains.agreements"
    label = "agreements"
    verbose_name = "协议"

    def ready(self) -> None:
        from baigong.domains.agreements.lists import AGREEMENTS
        from baigong.foundation.exchange.contract import register_list

        register_list(AGREEMENTS)
