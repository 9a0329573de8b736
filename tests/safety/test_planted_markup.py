"""What anybody wrote stands on the pages whole and as text, whatever it looks like (reliability test 112).

Every text column holds every payload once. Wherever a planted text shows, all of it stands in one piece of text or
in one value of an attribute: had any of it become markup, the piece would end where the markup begins.
"""

from __future__ import annotations

import copy
import html
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote_plus, urljoin
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from tests.safety.payloads import PAYLOADS
from tests.safety.planting import CARRIED, COLUMNS, MARK, close_planted, grow_planted, planted_of
from tests.safety.test_csp import faults_of
from tests.safety.walking import Walk, routes

from baigong.domains.vacancies.public_text import public_line, public_text
from baigong.foundation.privacy.kinds import mask

# Written down, and shown on no page a county officer opens here: a column more or less must be looked at.
UNSEEN = {
    "Contact.contacted_by", "Credential.issuer", "Credential.number",
    "DuplicateCandidate.decided_by", "ExportLeave.document", "ExportLeave.given_by",
    "EvidenceFile.fingerprint", "Feed.name", "Feed.networks", "FirmClaim.decided_by",
    "Introduction.introduced_by",
    "IntroductionStep.taken_by", "Mandate.document", "Merge.merged_by", "Message.body", "Message.sent_by",
    "Message.subject", "Need.closed_by", "Need.filled_by", "Need.reopened_reason",
    "NeedReport.reported_by", "Recheck.drawn_by", "RecordClaim.answer_text", "RecordClaim.decided_by",
    "RecordClaim.full_name", "Registration.certificates", "Registration.group_codes", "Registration.note",
    "Registration.training_need", "User.phone", "Vacancy.external_source",
}  # fmt: skip
REASONS = (".voided_reason", ".withdrawn_reason")  # rows that are gone are shown nowhere
# Tables the planted villages have no row of; whoever plants one finds its columns shown or says that they are not.
UNPLANTED = {
    "Activity", "ActivityCost", "ActivityHost", "Agreement", "Assignment", "BundleEntry", "CaseStep", "Cohort",
    "Erasure", "FeedKey", "FeedNonce", "Handout", "InsuranceSpan", "Interpretation", "Measurement", "Participation",
    "PartyLink", "PlaceEra", "PolicyVersion", "Posting", "Proof", "Publication", "RecheckAnswer", "Reform",
    "OutletOrder",
    "RelativeRequest", "RetentionHold", "RetentionNotice", "SendingPart", "SentMessage",
    "SensitiveAnswer", "Status", "UnitMember",
}  # fmt: skip
MOST_PAGES, AT_ONCE = 100, 23
# Escaping knows no engine: the second one is tried with every column, and a third of the texts.
ONE_IN = {"sqlite": 1, "postgresql": 3}
LINKING = {
    "href",
    "src",
    "action",
    "formaction",
    "hx-get",
    "hx-post",
    "poster",
    "srcset",
    "data",
    "content-url",
}
ENDED = "(?:$|[，。]| · |在招的岗位)"  # what follows a text in a title or a sentence
ENCODED = re.compile(r"[\w.~!*%+&=#/?;:-]*", re.ASCII)
ONWARD = re.compile(r'(?:rel="next" href="([^"]+)")')


class Pieces(HTMLParser):
    """Takes a page apart: pieces of text, values of attributes, and whatever holds neither."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.addresses: list[str] = []
        self.rest: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.rest.append(tag)
        for name, value in attrs:
            self.rest.append(name)
            (self.addresses if name in LINKING else self.texts).append(value or "")

    def handle_data(self, data: str) -> None:
        (self.rest if self.cdata_elem else self.texts).append(data)

    def handle_comment(self, data: str) -> None:
        self.rest.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def is_whole(found: str, planted: str, kind: str, *, is_public: bool) -> bool:
    """Whether a text that begins with a mark goes on as planted, masked, cut by a sign, or as strangers read it."""
    said = [planted, planted.split("\n")[0], *([mask(kind, planted)] if kind else [])]
    head, sign, _ = found.partition("…")
    if any(found.startswith(each.rstrip()) or (sign and each.startswith(head)) for each in said):
        return True
    strangers = (public_text(planted).split("\n")[0], public_line(planted))
    return is_public and any(re.match(re.escape(each) + ENDED, found) for each in strangers)


def is_encoded(address: str, planted: str) -> bool:
    """Whether an address carries a planted text, or the beginning of it, as a parameter and nothing else."""
    found = unquote_plus(re.split("[&#]", address)[0])
    return ENCODED.fullmatch(address) is not None and (
        planted.startswith(found) or public_line(planted) == found
    )


def broken_in(body: str, *, is_public: bool = False) -> tuple[set[str], list[str]]:
    """Return the columns a page shows, and the planted texts that are no longer whole."""
    pieces = Pieces()
    pieces.feed(body)
    pieces.close()
    broken = [piece for piece in pieces.rest if MARK.search(piece)]
    return _judged(pieces.texts, broken + faults_of(body), pieces.addresses, is_public=is_public)


def broken_in_feed(body: str, *, is_public: bool = True) -> tuple[set[str], list[str]]:
    """Return the same of a document for machines, which must be whole XML."""
    tree = ElementTree.fromstring(body)
    texts = [
        text for each in tree.iter() for text in (each.text or "", each.tail or "", *each.attrib.values())
    ]
    return _judged(texts, [each.tag for each in tree.iter() if MARK.search(each.tag)], is_public=is_public)


READERS = {"text/html": broken_in, "application/xml": broken_in_feed, "application/rss+xml": broken_in_feed}


def _judged(
    texts: list[str], broken: list[str], addresses: Sequence[str] = (), *, is_public: bool
) -> tuple[set[str], list[str]]:
    shown = set()
    for text in (*texts, *addresses):
        for found in MARK.finditer(text):
            column, rest = int(found[1], 16), text[found.start() :]
            planted, kind = planted_of(column, int(found[2], 16))
            shown.add(COLUMNS[column])
            if text in addresses:
                is_right = is_encoded(rest, planted)
            else:
                is_right = is_whole(rest, planted, kind, is_public=is_public)
            broken += [] if is_right else [rest[:80]]
    return shown, broken


def pages_of(walk: Walk, client: Client, key: str, *, with_matches: bool = True) -> Iterator[tuple[str, Any]]:
    """Yield every page about one village's objects, the whole values and the refused forms among them."""
    ids = walk.ids[key]
    for route in routes("GET"):
        if route.ids and "batch_id" not in route.ids and (with_matches or "/match/" not in route.where):
            address = walk.address(route, key)
            yield address, client.get(address)
    for address in ("/desk/records/cases/", f"/desk/records/cases/{ids['case_id']}/"):
        yield address, client.get(address)
    for kind, name in (("people", "registration_id"), ("firms", "firm_id")):
        address = f"/desk/{kind}/{ids[name]}/reveal/"
        yield address, client.post(address, {"purpose": "核对登记信息", "words": ""})
    for address, words in (
        (f"/desk/people/{ids['registration_id']}/edit/", {"pay_yuan": "x"}),
        (f"/desk/firms/{ids['firm_id']}/needs/{ids['need_id']}/report/", {"headcount": "x"}),
        (f"/desk/firms/{ids['firm_id']}/needs/{ids['need_id']}/close/", {"reason": ""}),
    ):
        yield address, client.post(address, words)


def lists_of(walk: Walk, client: Client) -> Iterator[tuple[str, Any]]:
    """Yield every page about no single object, and some of the pages and rows behind them."""
    waiting = [walk.address(route, "1.1.1.1") for route in routes("GET") if not route.ids]
    seen = set(waiting)
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        yield address, response
        for found in ONWARD.findall(response.content.decode(errors="ignore")):
            further = urljoin(address, html.unescape(found))
            if further not in seen and len(seen) < MOST_PAGES:
                seen.add(further)
                waiting.append(further)


def faults_on(pages: Iterator[tuple[str, Any]]) -> tuple[set[str], list[str]]:
    """Return the columns that pages show, and what is wrong on them."""
    shown, faults = set(), []
    for address, response in pages:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.status_code >= 500:
            faults.append(f"{address}：{response.status_code}")
        elif kind in READERS:
            here, broken = READERS[kind](
                response.content.decode(), is_public=not address.startswith("/desk/")
            )
            shown |= here
            faults += [f"{address}：{fault}" for fault in broken]
    return shown, faults


@pytest.fixture
def planted(walk: Walk) -> Iterator[Walk]:
    """The walk, with what a test plants in it forgotten afterwards."""
    world, ids = copy.copy(walk.world.__dict__), dict(walk.ids)
    for name, known in world.items():
        setattr(walk.world, name, dict(known))
    yield walk
    walk.world.__dict__.update(world)
    walk.ids = ids


def signed_in(walk: Walk, key: str) -> Client:
    """Return a client of the officer whose name and posts were planted too."""
    client = Client()
    client.force_login(walk.world.users[f"county_officer-{key}"])
    return client


def closed_pages_of(walk: Walk, client: Client, key: str) -> Iterator[tuple[str, Any]]:
    """Yield the pages that say why something was closed."""
    ids = walk.ids[key]
    for address in (f"/desk/vacancies/{ids['vacancy_id']}/", f"/desk/firms/{ids['firm_id']}/?all=1"):
        yield address, client.get(address)


def walked(walk: Walk, turns: range) -> tuple[set[str], list[str]]:
    """Plant some turns of texts and return the columns the site shows, and what is wrong on its pages."""
    keys, found = [], []
    for turn in turns:
        keys.append(grow_planted(walk, turn))
        client = signed_in(walk, keys[-1])
        # A page of matches shows other villages too: one in four shows them all.
        found.append(faults_on(pages_of(walk, client, keys[-1], with_matches=turn % 4 == 0)))
    found.append(faults_on(lists_of(walk, client)))
    for turn, key in zip(turns, keys, strict=True):
        close_planted(walk, key, turn)
        found.append(faults_on(closed_pages_of(walk, client, key)))
    return set[str]().union(*(shown for shown, _ in found)), [
        fault for _, faults in found for fault in faults
    ]


def test_every_payload_in_every_column_stays_text(planted: Walk) -> None:
    assert len(PAYLOADS) >= 60
    shown: set[str] = set()
    CARRIED.clear()
    for first in range(0, len(PAYLOADS), AT_ONCE * ONE_IN[connection.vendor]):
        here, faults = walked(planted, range(first, min(first + AT_ONCE, len(PAYLOADS))))
        assert "\n".join(faults) == ""
        shown |= here
    if ONE_IN[connection.vendor] > 1:
        return
    unseen = {name for name in CARRIED - shown if not name.endswith(REASONS)}
    assert unseen == UNSEEN
    assert {_table(name) for name in COLUMNS} - {_table(name) for name in CARRIED} == UNPLANTED


def _table(column: str) -> str:
    return column.partition(".")[0]


def test_without_escaping_planted_texts_break_the_pages(
    planted: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: templates that escape nothing."""
    from django.template import base
    from django.utils import html as escaping

    monkeypatch.setattr(base, "conditional_escape", str)
    monkeypatch.setattr(escaping, "conditional_escape", str)
    key = grow_planted(planted, 0)
    _, faults = faults_on(pages_of(planted, signed_in(planted, key), key))
    assert len(faults) >= 20 and len({fault.partition("：")[0] for fault in faults}) >= 5


PLANTED = planted_of(0, 0)[0]


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{PLANTED}</p>",
        f"<!-- {html.escape(PLANTED)} -->",
        f"<a href=/x?q={html.escape(PLANTED)}>x</a>",
        f"<p title={html.escape(PLANTED[:6])} onclick=x>x</p>",
        f"<script type=application/json>{PLANTED[:6]}</script>",
        f"<p>{html.escape(PLANTED[:12])}</p>",
        f"<{PLANTED[:6]}>",
        f"<p {PLANTED[:6]}>",
    ],
)
def test_a_text_that_is_not_whole_is_found(body: str) -> None:
    """Sabotage twin: pages that hold a planted text wrongly; beside them one that holds it rightly."""
    assert broken_in(body)[1] != []
    assert broken_in(f"<p title='{html.escape(PLANTED)}'>{html.escape(PLANTED)}</p>") == ({COLUMNS[0]}, [])
