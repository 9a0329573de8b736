from django.apps import AppConfig


class EmployerConfig(AppConfig):
    name = "baigong.faces.employer"
    label = "employer"
    verbose_name = "企业服务台"

    def ready(self) -> None:
        from baigong.faces.employer.navigation import employer_navigation
        from baigong.faces.frame.context import register_navigation

        register_navigation("employer", employer_navigation)
