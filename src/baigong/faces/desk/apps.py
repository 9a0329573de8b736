from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "baigong.faces.desk"
    label = "desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        from baigong.faces.desk.navigation import desk_navigation
        from baigong.faces.frame.context import register_navigation

        register_navigation("desk", desk_navigation)
