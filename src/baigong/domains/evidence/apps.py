from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "baigong.domains.evidence"
    label = "evidence"
    verbose_name = "依据材料"
