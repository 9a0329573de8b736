"""The part of the canaries' way on which lists leave the product: workbooks, hand-outs, the command line."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.test import Client
from tests.sand_table import SINCE

from baigong.domains.users.services import appoint, open_account
from baigong.faces.cli import export_list
from baigong.faces.cli.main import main
from baigong.foundation.exchange.models import Handout
from baigong.foundation.parameters.services import set_value
from baigong.foundation.scope import system_scope

if TYPE_CHECKING:
    from tests.safety.canaries import Journey


def take_out(journey: Journey) -> None:
    """Every list, ledger and table as a file; what the command line writes stays in the data folder."""
    second = second_officer(journey)
    look_at_every_list(journey)
    ledgers = journey.ask("GET", "/desk/ledgers/").content.decode()
    found = sorted(set(re.findall(r'href="(/desk/ledgers/[^"/]+/)"', ledgers)))
    for address in ("/desk/people/export/", "/desk/week/workbook/", *(f"{each}workbook/" for each in found)):
        answer = journey.ask("POST", address, {"query": ""})
        if answer.status_code == 302:
            assert answer["Location"] == "/desk/handouts/", (address, answer["Location"])
            taken = agreed(journey, second)
            journey.post("/desk/handouts/take/", 200, handout=taken)
        else:
            assert answer.status_code == 200, address
    for name in export_list.LISTS:
        for form in ("xlsx", "csv"):
            file = Path(settings.VAR_FOLDER) / f"{name}.{form}"
            assert main(["export", name, "--place", journey.county.code, "-o", str(file)]) == 0


def look_at_every_list(journey: Journey) -> None:
    """The office wants a second look at every list of more than one row, so that some wait."""
    with system_scope("第二个人看每一份"):
        set_value(
            by="t", parameter="export-alone-rows", place_path=journey.county.path,
            county_id=journey.county.county_id, valid_from=SINCE, value=Decimal(1), unit="rows", document="试验",
        )  # fmt: skip


def second_officer(journey: Journey) -> Client:
    """Return another officer of the county, for whose look large lists wait."""
    with system_scope("第二个人"):
        other = open_account(
            by="t", username="canary.second", password="a long word for tests", display_name="林专员"
        )
        appoint(by="t", user=other, role="county_officer", place=journey.county, starts_on=SINCE)
    second = Client()
    second.force_login(other)
    return second


def agreed(journey: Journey, second: Client) -> str:
    """Let the second officer agree to the newest list that waits; return its number."""
    with system_scope("找到要第二个人同意的导出"):
        waiting = str(Handout.objects.order_by("-id")[0].id)
    sent = {"handout": waiting, "answer": "yes"}
    assert journey.ask("POST", "/desk/handouts/", sent, client=second).status_code == 302
    return waiting
