from django.apps import AppConfig


class FacilitiesConfig(AppConfig):
    name = "baigong.domains.facilities"
    label = "facilities"
    verbose_name = "设施"

    def ready(self) -> None:
        from baigong.domains.facilities.lists import FACILITIES
        from baigong.foundation.exchange.contract import register_list

        register_list(FACILITIES)
