from baigong.domains.cohorts.models.cohort import Cohort
from baigong.domains.cohorts.models.participation import Participation

__all__ = ["Cohort", "Participation"]
