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
        from baigong.foundation.privacy.asked import declare_asked

        declare_asked(
            "public_contact",
            purpose="让企业和群众找得到专员",
            basis="履行法定职责",
            retention="不再公开就撤下",
            seen_by="所有人，登在门户上；只写办公的，不写个人的",
        )
        register_list(ASSIGNMENTS)
        watch_public_lists()
        register_open_work("assignments", OpenWork("包保的企业和地方", count_open, hand_over))
