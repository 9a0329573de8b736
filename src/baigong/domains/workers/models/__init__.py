from baigong.domains.workers.models.registration import Registration

__all__ = ["Registration"]
