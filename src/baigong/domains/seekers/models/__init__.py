from baigong.domains.seekers.models.data_copy import DataCopy
from baigong.domains.seekers.models.erasure import Erasure
from baigong.domains.seekers.models.not_for_me import NotForMe
from baigong.domains.seekers.models.record_claim import RecordClaim
from baigong.domains.seekers.models.relative_request import RelativeRequest
from baigong.domains.seekers.models.retention_hold import RetentionHold
from baigong.domains.seekers.models.retention_notice import RetentionNotice
from baigong.domains.seekers.models.sending import Sending, SendingPart, SentMessage
from baigong.domains.seekers.models.sensitive_answer import SensitiveAnswer

__all__ = [
    "DataCopy",
    "Erasure",
    "NotForMe",
    "RecordClaim",
    "RelativeRequest",
    "RetentionHold",
    "RetentionNotice",
    "Sending",
    "SendingPart",
    "SensitiveAnswer",
    "SentMessage",
]
