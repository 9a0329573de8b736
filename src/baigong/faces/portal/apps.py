from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "baigong.faces.portal"
    label = "portal"
    verbose_name = "门户"

    def ready(self) -> None:
        from baigong.faces.frame.context import register_navigation  # (needs the settings)
        from baigong.faces.portal.navigation import entries

        register_navigation("portal", entries)
