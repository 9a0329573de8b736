from django.apps import AppConfig


class CanvassConfig(AppConfig):
    name = "baigong.domains.canvass"
    label = "canvass"
    verbose_name = "摸排"
