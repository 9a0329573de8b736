from baigong.domains.evidence.models.evidence_file import EvidenceFile

__all__ = ["EvidenceFile"]
