from django.apps import AppConfig


class FacilitiesConfig(AppConfig):
    name = "baigong.domains.facilities"
    label = "facilities"
    verbose_name = "设施"

    def ready(self) -> None:
        from baigong.domains.facilities.directory import SHOWN_BY
        from baigong.domains.facilities.lists import FACILITIES
        from baigong.domains.policies.public_list import TOPIC
        from baigong.foundation.exchange.contract import register_list
        from baigong.foundation.freshness.triggers import watch

        register_list(FACILITIES)
        watch(TOPIC, "facilities.Facility", columns=SHOWN_BY, shown_by="public_since")
