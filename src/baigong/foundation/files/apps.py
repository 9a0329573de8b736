from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Encrypted file store."""

    name = "baigong.foundation.files"
    label = "files"
    verbose_name = "文件"
