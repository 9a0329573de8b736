from django.apps import AppConfig


class MeasurementsConfig(AppConfig):
    name = "baigong.domains.measurements"
    label = "measurements"
    verbose_name = "计量"

    def ready(self) -> None:
        from baigong.domains.measurements.lists import MEASUREMENTS
        from baigong.foundation.exchange.contract import register_list

        register_list(MEASUREMENTS)
