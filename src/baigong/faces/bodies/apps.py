from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "baigong.faces.bodies"
    label = "bodies"
    verbose_name = "协同单位"

    def ready(self) -> None:
        from baigong.faces.bodies.navigation import body_navigation
        from baigong.faces.frame.context import register_navigation

        register_navigation("bodies", body_navigation)
