from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "baigong.domains.activities"
    label = "activities"
    verbose_name = "活动"

    def ready(self) -> None:
        from baigong.domains.activities.lists import ACTIVITIES
        from baigong.foundation.exchange.contract import register_list

        register_list(ACTIVITIES)
