from django.apps import AppConfig


class StatusesConfig(AppConfig):
    name = "baigong.domains.statuses"
    label = "statuses"
    verbose_name = "身份与认定"

    def ready(self) -> None:
        from baigong.domains.statuses.lists import (
            COHORT_STATUSES,
            FACILITY_STATUSES,
            ORGANISATION_STATUSES,
            PERSON_STATUSES,
        )
        from baigong.foundation.exchange.contract import register_list

        register_list(ORGANISATION_STATUSES)
        register_list(PERSON_STATUSES)
        register_list(COHORT_STATUSES)
        register_list(FACILITY_STATUSES)
