from django.apps import AppConfig


class ParametersConfig(AppConfig):
    name = "baigong.foundation.parameters"
    label = "parameters"
    verbose_name = "参数"
