from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "baigong.domains.cases"
    label = "cases"
    verbose_name = "事项"

    def ready(self) -> None:
        from baigong.domains.cases.lists import AID_PLANS, CASES
        from baigong.foundation.exchange.contract import register_list

        register_list(CASES)
        register_list(AID_PLANS)
