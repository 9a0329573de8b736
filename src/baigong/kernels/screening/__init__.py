"""Whether an advertisement may stand as it is: forbidden words, limits, the employer's papers (AD-01…AD-15)."""

from .model import FACTS, FINDERS, LEVELS, Check, Finding
from .screen import BY_FACTS, screen

__all__ = ["BY_FACTS", "FACTS", "FINDERS", "LEVELS", "Check", "Finding", "screen"]
