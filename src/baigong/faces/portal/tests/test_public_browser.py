"""Every page of the portal in a browser: nothing an examiner of accessibility objects to, and no width overrun."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from baigong.domains.vacancies.tests.sample_vacancies import SampleCounty
from baigong.foundation import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def addresses(sample: SampleCounty) -> list[str]:
    keys = [
        sample.post(
            f"焊工{number}", headcount=3, has_lodging=True, occupation_group="6",
            occupation_codes=["6-18-02-04"], pay_from_fen_month=500_000, public_since=clock.now(),
        ).id
        for number in range(3)
    ]  # fmt: skip
    town = f"/places/{sample.town.key}/"
    return [
        "/", "/jobs/", "/jobs/?trade=6&lodging=yes", "/jobs/?q=飞行员", "/jobs/?pay=x", f"/jobs/{keys[0]}/", "/firms/",
        "/firms/?q=没有", f"/firms/{sample.firm.id}/", "/zones/key-enterprise/", "/places/", town, f"{town}sheet/",
        "/points/", "/points/?kind=x", f"/places/{sample.other_town.key}/", f"{town}screen/",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_has_a_fault(chromium: Any, live_server: Any, width: int) -> None:
    sample, faults = SampleCounty(), {}
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    try:
        for address in addresses(sample):
            page.goto(live_server.url + address)
            is_board = address.endswith("screen/")  # made for one size of wall
            if not is_board:
                assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            # A wall nobody touches and nobody reads aloud must go on by itself.
            left_out = {"rules": {"meta-refresh": {"enabled": False}}} if is_board else {}
            found = Axe().run(page, options=left_out)
            if found.violations_count:
                faults[address] = found.generate_report()
    finally:
        context.close()
    assert faults == {}
