from baigong.domains.codes.models.code import Code

__all__ = ["Code"]
