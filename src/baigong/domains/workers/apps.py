from django.apps import AppConfig


class WorkersConfig(AppConfig):
    name = "baigong.domains.workers"
    label = "workers"
    verbose_name = "人力资源"

    def ready(self) -> None:
        from baigong.domains.workers.imports import SupplyList
        from baigong.foundation.exchange.contract import register_list
        from baigong.foundation.privacy.asked import declare_asked

        register_list(SupplyList())
        declare_asked(
            "registration.groups",
            purpose="落实对这类人的帮扶政策、统计重点群体",
            basis="履行法定职责",
            retention="服务终止后三年",
            seen_by="您本人、您登记地的村居、镇街、县级经办人；企业看不到",
        )
        declare_asked(
            "registration.wishes",
            purpose="找合适的岗位、统计缺工",
            basis="履行法定职责",
            retention="服务终止后三年",
            seen_by="您本人、您登记地的村居、镇街、县级经办人；企业只在您应聘或同意以后看得到",
        )
