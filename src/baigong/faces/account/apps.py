from django.apps import AppConfig


class AccountFaceConfig(AppConfig):
    name = "baigong.faces.account"
    label = "own_account"
    verbose_name = "我的账号"

    def ready(self) -> None:
        from baigong.faces.account.navigation import account_group, own_navigation
        from baigong.faces.frame.context import add_to_navigation, register_navigation

        register_navigation("mine", own_navigation)
        add_to_navigation(account_group)
