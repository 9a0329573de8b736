from django.apps import AppConfig


class SeekersConfig(AppConfig):
    name = "baigong.domains.seekers"
    label = "seekers"
    verbose_name = "求职者自助"
