from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Fields and keys for personal information; it owns no table."""

    name = "baigong.foundation.privacy"
    label = "privacy"
    verbose_name = "个人信息保护"

    def ready(self) -> None:
        from baigong.foundation.privacy import catalogue  # noqa: F401 (registers its system check)
