from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "baigong.foundation.exchange"
    label = "exchange"
    verbose_name = "表格导入"

    def ready(self) -> None:
        from baigong.foundation.exchange import jobs  # noqa: F401 (registers the handlers)
