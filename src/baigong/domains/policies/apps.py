from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "baigong.domains.policies"
    label = "policies"
    verbose_name = "方案"

    def ready(self) -> None:
        from baigong.domains.codes.selectors import PLANS
        from baigong.domains.policies.lists import POLICY_ITEMS
        from baigong.domains.policies.public_list import TOPIC
        from baigong.foundation.exchange.contract import register_list
        from baigong.foundation.freshness.triggers import watch

        register_list(POLICY_ITEMS)
        watch(
            TOPIC, "policies.PolicyVersion", columns=("voided_at", "superseded_at"), shown_by="published_at"
        )
        watch(TOPIC, "policies.PolicyItem", columns=("superseded_by",), shown_by="recorded_at")
        watch(TOPIC, "policies.Interpretation", columns=("voided_at",), shown_by="published_at")
        shown = ("title", "intro_text", "audience_codes", "tag_codes", "withdrawn_at")
        watch(TOPIC, "policies.PolicyBundle", columns=shown, shown_by="public_since")
        ends = ("ends_before", "voided_at", "superseded_at")
        watch(TOPIC, "policies.BundleEntry", columns=ends, shown_by="starts_on")
        watch(PLANS, "policies.PackVersion", columns=("version_hash",), shown_by="recorded_at")
