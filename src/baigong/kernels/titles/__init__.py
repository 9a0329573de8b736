"""Free-text job titles read into ranked occupation codes: ``rank_occupations("二保焊工")``.

Codes are those of the 2022 classification. What is known comes from the occupation package's own
names, aliases, definitions and tasks, and from this kernel's list of colloquial names.
"""

from baigong.kernels.titles.rank import RankedCode, known_names, rank_occupations, standard_form

__all__ = ["RankedCode", "known_names", "rank_occupations", "standard_form"]
