from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "baigong.domains.groups"
    label = "groups"
    verbose_name = "领导小组和专班"
