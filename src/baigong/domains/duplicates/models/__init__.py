from baigong.domains.duplicates.models.candidate import DuplicateCandidate
from baigong.domains.duplicates.models.fingerprint import Fingerprint, FingerprintMark
from baigong.domains.duplicates.models.merge import Merge

__all__ = ["DuplicateCandidate", "Fingerprint", "FingerprintMark", "Merge"]
