from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "baigong.domains.users"
    label = "users"
    verbose_name = "用户"

    def ready(self) -> None:
        from baigong.domains.places.following import follow
        from baigong.domains.users.addresses import address_in_account
        from baigong.domains.users.natural_persons import are_one_person
        from baigong.domains.users.reforms import FOLLOWER
        from baigong.domains.users.sign_ins import listen
        from baigong.foundation.access.natural_persons import register_comparer
        from baigong.foundation.messages.kinds import register_address_book, register_kind

        follow(FOLLOWER)
        listen()
        register_comparer(are_one_person)
        register_address_book(address_in_account)
        register_kind("account", "账号与岗位", channels=("sms",), is_urgent=True)
