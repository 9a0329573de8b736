from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "baigong.domains.parties"
    label = "parties"
    verbose_name = "主体"

    def ready(self) -> None:
        from baigong.domains.parties.imports import EmployerList
        from baigong.domains.parties.lists import CREDENTIALS, PARTY_LINKS
        from baigong.domains.parties.reforms import FOLLOWER
        from baigong.domains.places.following import follow
        from baigong.foundation.exchange.contract import register_list

        follow(FOLLOWER)
        register_list(EmployerList())
        register_list(PARTY_LINKS)
        register_list(CREDENTIALS)
