"""What the sources of ledgers are widened by, one module for each kind of row."""

from __future__ import annotations

from collections.abc import Mapping

from baigong.domains.reports.widening import Widening
from baigong.domains.reports.widenings.activities import ACTIVITIES
from baigong.domains.reports.widenings.agreements import AGREEMENTS, PAIRS
from baigong.domains.reports.widenings.assignments import ASSIGNMENTS
from baigong.domains.reports.widenings.cases import CASES
from baigong.domains.reports.widenings.cohorts import COHORT_PEOPLE, COHORTS, LODGERS
from baigong.domains.reports.widenings.facilities import FACILITIES
from baigong.domains.reports.widenings.firms import FIRMS, REPEATS, WORKERS_OF_PLATFORMS
from baigong.domains.reports.widenings.hires import HIRES
from baigong.domains.reports.widenings.needs import LENGTH, NEEDS, WEEK
from baigong.domains.reports.widenings.papers import PAPERS_OF_CASES, PAPERS_OF_STRIKE_OFFS
from baigong.domains.reports.widenings.people import AIDED, MATCHED, PEOPLE, SERVED
from baigong.domains.reports.widenings.policies import POLICIES

WIDENINGS: Mapping[str, tuple[Widening, ...]] = {
    "shortages.shortage_list": (NEEDS, LENGTH, PAPERS_OF_STRIKE_OFFS),
    "reports.weekly_needs": (NEEDS, WEEK, LENGTH),
    "workers.supply_list": (PEOPLE, SERVED, AIDED, MATCHED),
    "placements.hires": (HIRES,),
    "lists.agreements": (AGREEMENTS,),
    "lists.party_links": (PAIRS,),
    "lists.policy_items": (POLICIES,),
    "lists.activities": (ACTIVITIES,),
    "lists.assignments": (ASSIGNMENTS,),
    "lists.cases": (CASES, PAPERS_OF_CASES),
    "lists.cohorts": (COHORTS,),
    "lists.cohort_people": (COHORT_PEOPLE,),
    "lists.activity_people": (LODGERS,),
    "lists.facilities": (FACILITIES,),
    "lists.measurements": (FIRMS, WORKERS_OF_PLATFORMS, REPEATS),
}

__all__ = ["WIDENINGS"]
