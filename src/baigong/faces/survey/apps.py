from django.apps import AppConfig


class SurveyConfig(AppConfig):
    name = "baigong.faces.survey"
    label = "survey"
    verbose_name = "摸排"

    def ready(self) -> None:
        from baigong.faces.frame.context import register_navigation
        from baigong.faces.survey.navigation import entries

        register_navigation("survey", entries)
