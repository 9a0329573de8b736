from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "baigong.domains.users"
    label = "users"
    verbose_name = "用户"

    def ready(self) -> None:
        from baigong.domains.places.following import follow
        from baigong.domains.policies.ending import register_keepers
        from baigong.domains.users.addresses import address_in_account
        from baigong.domains.users.natural_persons import are_one_person
        from baigong.domains.users.policy_keepers import officers_keeping
        from baigong.domains.users.reforms import FOLLOWER
        from baigong.domains.users.sign_ins import listen
        from baigong.foundation.access.natural_persons import register_comparer
        from baigong.foundation.messages.kinds import register_address_book, register_kind
        from baigong.foundation.privacy.asked import declare_asked

        follow(FOLLOWER)
        listen()
        register_comparer(are_one_person)
        register_keepers(officers_keeping)
        register_address_book(address_in_account)
        declare_asked(
            "user.display_name",
            purpose="称呼您、办过的事记下是谁办的",
            basis="本人同意",
            retention="账号注销时换成“已注销”",
            seen_by="您本人、管账号的管理员、和您办事的经办人和同事",
        )
        register_kind("account", "账号与岗位", channels=("sms",), is_urgent=True)
