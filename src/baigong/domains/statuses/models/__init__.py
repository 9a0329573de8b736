from baigong.domains.statuses.models.status import Status

__all__ = ["Status"]
