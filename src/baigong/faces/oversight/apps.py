from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Three powers over the installation, each with its own pages; none sees working rows or personal values."""

    name = "baigong.faces.oversight"
    label = "oversight"
    verbose_name = "三员管理"

    def ready(self) -> None:
        from baigong.faces.frame.context import register_navigation
        from baigong.faces.oversight.navigation import oversight_navigation

        register_navigation("oversight", oversight_navigation)
