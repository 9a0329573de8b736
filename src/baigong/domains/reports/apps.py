from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "baigong.domains.reports"
    label = "reports"
    verbose_name = "报表"
