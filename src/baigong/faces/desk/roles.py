"""Who works at the desk and who only reads there; routes, pages and menus ask this page."""

from baigong.domains.users.enums import WORKING_ROLES, Role

AT_WORK = WORKING_ROLES
READERS = (*AT_WORK, Role.LEADER)
ABOVE_COUNTIES = (Role.PROVINCE_OFFICER, Role.CITY_OFFICER)
# Who writes the policy list: the county hands in, the city lets out (BZ-W2d, BZ-W2g).
POLICY_WRITERS = (*ABOVE_COUNTIES, Role.COUNTY_OFFICER)
