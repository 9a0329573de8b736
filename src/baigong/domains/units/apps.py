from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "baigong.domains.units"
    label = "units"
    verbose_name = "报表单位"
