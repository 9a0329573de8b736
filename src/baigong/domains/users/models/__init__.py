from baigong.domains.users.models.export_leave import ExportLeave
from baigong.domains.users.models.mandate import Mandate
from baigong.domains.users.models.phone_code import PhoneCode
from baigong.domains.users.models.post import Post
from baigong.domains.users.models.user import User

__all__ = ["ExportLeave", "Mandate", "PhoneCode", "Post", "User"]
