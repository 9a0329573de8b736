from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "baigong.domains.cohorts"
    label = "cohorts"
    verbose_name = "班次"

    def ready(self) -> None:
        from baigong.domains.cohorts.lists import ACTIVITY_FIRMS, ACTIVITY_PEOPLE, COHORT_PEOPLE, COHORTS
        from baigong.foundation.exchange.contract import register_list

        register_list(COHORTS)
        register_list(ACTIVITY_FIRMS)
        register_list(ACTIVITY_PEOPLE)
        register_list(COHORT_PEOPLE)
