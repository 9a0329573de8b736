from django.apps import AppConfig


class SeekerConfig(AppConfig):
    name = "baigong.faces.seeker"
    label = "seeker"
    verbose_name = "求职者自助"

    def ready(self) -> None:
        from baigong.faces.frame.context import register_navigation  # (needs the settings)
        from baigong.faces.seeker.navigation import seeker_navigation

        register_navigation("seeker", seeker_navigation)
