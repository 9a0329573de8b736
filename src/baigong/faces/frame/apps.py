"""The frame: what every page shares. It holds no record and no rule of the bureau."""

from django.apps import AppConfig
from django.forms import Field


class FrameConfig(AppConfig):
    """Templates, styles, components, display modes and error pages."""

    name = "baigong.faces.frame"
    label = "frame"
    verbose_name = "页面框架"

    def ready(self) -> None:
        """Say in the house's words what Django says of an empty field; every form inherits them."""
        Field.default_error_messages = {**Field.default_error_messages, "required": "这一项要填。"}
