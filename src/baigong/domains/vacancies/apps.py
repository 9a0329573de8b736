from django.apps import AppConfig


class VacanciesConfig(AppConfig):
    name = "baigong.domains.vacancies"
    label = "vacancies"
    verbose_name = "岗位"

    def ready(self) -> None:
        from baigong.domains.vacancies.imports import VacancyList
        from baigong.domains.vacancies.public_reading import TOPIC, WATCHED
        from baigong.foundation.exchange.contract import register_list
        from baigong.foundation.freshness.triggers import watch

        register_list(VacancyList())
        watch(TOPIC, "vacancies.Vacancy", columns=WATCHED, shown_by="public_since")
