from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "baigong.foundation.messages"
    label = "house_messages"
    verbose_name = "消息"

    def ready(self) -> None:
        from baigong.foundation.messages import jobs  # noqa: F401 (registers its handlers)
