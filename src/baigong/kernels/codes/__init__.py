"""Official code tables: occupations, divisions, industries, education, skill levels. No storage."""

from .catalogue import Catalogue, Code
from .divisions import division_level, divisions, load_divisions_csv, normal_division_code
from .errors import CodesError
from .industries import industries
from .levels import education_levels, education_rank, skill_levels, skill_rank
from .occupations import normal_occupation_code, occupations
from .recognising import NO_REQUIREMENT, recognise_education, recognise_skill_level
from .successions import Succession, heirs, known_successions, load_successions_csv, supersede
from .tables import load_table_csv

__all__ = [
    "NO_REQUIREMENT",
    "Catalogue",
    "Code",
    "CodesError",
    "Succession",
    "division_level",
    "divisions",
    "education_levels",
    "education_rank",
    "heirs",
    "industries",
    "known_successions",
    "load_divisions_csv",
    "load_successions_csv",
    "load_table_csv",
    "normal_division_code",
    "normal_occupation_code",
    "occupations",
    "recognise_education",
    "recognise_skill_level",
    "skill_levels",
    "skill_rank",
    "supersede",
]
