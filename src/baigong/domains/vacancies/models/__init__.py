from baigong.domains.vacancies.models.outlet_order import OutletOrder, OutletWish
from baigong.domains.vacancies.models.posting import Posting, PostingState
from baigong.domains.vacancies.models.public_address import PublicAddress
from baigong.domains.vacancies.models.vacancy import Vacancy

__all__ = ["OutletOrder", "OutletWish", "Posting", "PostingState", "PublicAddress", "Vacancy"]
