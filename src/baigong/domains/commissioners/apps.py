from django.apps import AppConfig


class CommissionersConfig(AppConfig):
    name = "baigong.domains.commissioners"
    label = "commissioners"
    verbose_name = "服务专员"

    def ready(self) -> None:
        from baigong.domains.commissioners import reminding  # noqa: F401 (registers its daily job)
        from baigong.domains.commissioners.handing_over import count_open, hand_over
        from baigong.domains.commissioners.lists import ASSIGNMENTS
        from baigong.domains.commissioners.watching import watch_public_lists
        from baigong.domains.users.lifecycle import OpenWork, register_open_work
        from baigong.foundation.exchange.contract import register_list

        register_list(ASSIGNMENTS)
        watch_public_lists()
        register_open_work("assignments", OpenWork("包保的企业和地方", count_open, hand_over))
