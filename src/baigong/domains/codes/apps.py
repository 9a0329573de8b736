from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "baigong.domains.codes"
    label = "codes"
    verbose_name = "代码"

    def ready(self) -> None:
        from baigong.domains.codes.selectors import PLANS
        from baigong.foundation.freshness.triggers import watch

        watch(PLANS, "codes.Code", columns=("label", "valid_to"), shown_by="valid_from")
