"""Whether an advertisement may stand as it is written: words the law forbids, figures it limits (AD-01…AD-15)."""

from .model import FINDERS, LEVELS, Check, Finding
from .screen import screen

__all__ = ["FINDERS", "LEVELS", "Check", "Finding", "screen"]
