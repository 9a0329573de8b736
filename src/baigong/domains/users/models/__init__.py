from baigong.domains.users.models.mandate import Mandate
from baigong.domains.users.models.phone_code import PhoneCode
from baigong.domains.users.models.post import Post
from baigong.domains.users.models.user import User

__all__ = ["Mandate", "PhoneCode", "Post", "User"]
