"""A city with a plan, its county, and a policy of the county."""

from __future__ import annotations

import datetime
from typing import Any

from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.domains.policies.models import PolicyItem

SINCE = datetime.date(2020, 1, 1)


class PolicyWorld:
    """Places whose city is the one of a plan with four channels."""

    def __init__(self) -> None:
        self.city = add_place(name="云泽市", kind="city", code="3716", parent=None, valid_from=SINCE)
        self.county = self._county("北渡县", "371601")
        self.other = self._county("前窑县", "371602")

    def _county(self, name: str, code: str) -> Place:
        return add_place(name=name, kind="county", code=code, parent=self.city, valid_from=SINCE)

    def policy(
        self, title: str = "一次性吸纳就业补贴", place: Place | None = None, **more: Any
    ) -> PolicyItem:
        at = place or self.county
        said: dict[str, Any] = {
            "number": "云人社发〔2026〕1号",
            "field": "employment",
            "level": "county",
            "issuer": "北渡县人社局",
            "audience_text": "重点企业",
            "audience_codes": ["key-enterprise"],
            "standard_text": "每招一人补1500元。",
            "channel_text": "县服务大厅3号窗口",
            "valid_from": SINCE,
        }
        item: PolicyItem = PolicyItem.objects.create(
            title=title, place=at, place_path=at.path, county_id=at.county_id, **(said | more)
        )
        return item
