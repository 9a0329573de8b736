from baigong.domains.agreements.models.agreement import Agreement

__all__ = ["Agreement"]
