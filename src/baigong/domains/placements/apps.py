from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "baigong.domains.placements"
    label = "placements"
    verbose_name = "对接"

    def ready(self) -> None:
        from baigong.domains.placements import telling  # noqa: F401 (registers the daily reminder)
        from baigong.domains.placements.lists import ENGAGEMENTS, INSURANCE_MONTHS
        from baigong.foundation.exchange.contract import register_list

        register_list(INSURANCE_MONTHS)
        register_list(ENGAGEMENTS)
