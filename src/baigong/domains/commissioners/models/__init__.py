from baigong.domains.commissioners.models.assignment import Assignment
from baigong.domains.commissioners.models.public_contact import PublicContact

__all__ = ["Assignment", "PublicContact"]
