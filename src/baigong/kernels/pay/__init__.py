"""Pay texts read into a monthly range: ``parse_pay("6-8千·13薪")``.

Answers what a vacancy's pay text promises per month, in whole fen, and never more than the text
says: a missing side stays missing, base pay is flagged as base pay (whoever keeps the figures keeps a
base as a floor and leaves the upper bound open), and ``negotiable`` is said only
where the text itself says so.
"""

from baigong.kernels.pay.model import Kind, Pay, Period, Reason
from baigong.kernels.pay.parse import parse_pay

__all__ = ["Kind", "Pay", "Period", "Reason", "parse_pay"]
