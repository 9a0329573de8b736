"""The sets of messy files, by the name their figures stand under.

The first ten were written without a look at the importer; the fresh five after it had been mended on the ten.
"""

from tests.messy.first_ten_people import FIRST_PEOPLE
from tests.messy.first_ten_shortages import FIRST_SHORTAGES
from tests.messy.first_ten_vacancies import FIRST_VACANCIES
from tests.messy.fresh_five import FRESH_FIVE

SETS = {"first ten": (*FIRST_PEOPLE, *FIRST_SHORTAGES, *FIRST_VACANCIES), "fresh five": FRESH_FIVE}
