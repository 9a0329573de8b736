"""What tests of the outbox stand on."""

from baigong.domains.vacancies.tests.outlet_world import county, site, vacancy

__all__ = ["county", "site", "vacancy"]
