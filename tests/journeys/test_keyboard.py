"""The main path of every story without a mouse: Tab, Enter, the space bar and the letters (reliability test 131).

The focus is seen at every stop, nothing covers it, and no element keeps it.
"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from tests.journeys.hands_on_keys import Hands

from baigong.domains.codes.loading import load_codes
from baigong.domains.duplicates.finding import find_duplicates
from baigong.domains.users.services import appoint, open_account, open_party_account
from baigong.domains.workers.models import Registration
from baigong.foundation.audit.reveal import reveal
from baigong.foundation.scope import system_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORD = "a long word for tests"
START = datetime.date(2026, 1, 1)


def appointed(username: str, role: str, place: Any, **more: Any) -> Any:
    with system_scope("test"):
        user = open_account(by="test", username=username, password=WORD, display_name="李会计")
        appoint(by="test", user=user, role=role, place=place, starts_on=START, **more)
    return user


@pytest.mark.parametrize("width", [1280, 360])
def test_signing_in(open_window: Any, world: Any, settings: Any, width: int) -> None:
    """With the network gone at either step what was typed stays, and one more press goes on."""
    settings.MFA_TOTP_TOLERANCE = 1  # the half minute of a code may end while the network is away
    secret = generate_totp_secret()
    TOTP.activate(world.officer, secret)
    window = open_window(None, width, "keys-sign-in")
    hands = Hands(window)
    window.go("/desk/people/", "sign-in")
    hands.write("[name=login]", "officer")
    hands.write("[name=password]", "a wrong word for tests")
    window.page.keyboard.press("Enter")
    hands.stands_on_what_is_wrong()
    window.look("wrong-word")
    hands.write("[name=password]", WORD)
    _press_without_a_network(window, hands, "登录", "[name=password]")
    hands.wait("[name=code]", "code")
    hands.write("[name=code]", _code_of_now(secret))
    _press_without_a_network(window, hands, "验证并登录", "[name=code]")
    hands.wait("h1:has-text('求职人员')", "in")
    assert hands.stops > 5 and window.heard("ERR_INTERNET") == []


def _code_of_now(secret: str) -> str:
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2])))


def _press_without_a_network(window: Any, hands: Hands, button: str, box: str) -> None:
    """Reach the button by Tab, press it while there is no network and once more when it is back."""
    typed = window.page.input_value(box)
    hands.reach(f"button:text-is('{button}')")
    window.lose_network(f"button:text-is('{button}')", f"{box[6:-1]}-offline")
    assert window.page.input_value(box) == typed != ""
    window.page.keyboard.press("Enter")


def test_a_village_enters_a_resident(open_window: Any, world: Any, people: Any) -> None:
    window = open_window(appointed("village", "village_officer", world.village), 360, "keys-village")
    hands = Hands(window)
    window.go("/survey/", "round")
    hands.enter("nav a:has-text('录人')")
    hands.wait("[name=full_name]", "form")
    hands.enter("button:has-text('存好，录下一个')")
    hands.stands_on_what_is_wrong()
    helped: list[str] = []
    window.page.on(
        "request", lambda sent: helped.append(sent.post_data or "") if "/people/new" not in sent.url else None
    )
    hands.write("[name=full_name]", "郑一甲")
    hands.write("[name=identity_number]", people.identity_number(60))
    hands.write("[name=phone]", "13800007001")
    hands.write("[name=occupation_text]", "电焊工")
    hands.enter("button:has-text('存好，录下一个')")
    hands.wait(".note.ok:has-text('已记下郑**')", "saved")
    # What helps while typing sends its own box: with the form's key it would be taken for the form itself.
    asked = [words for words in helped if "number=" in words or "text=" in words]
    assert asked and not [words for words in asked if "key" in words or "full_name" in words]


def test_a_firm_reports_a_shortage_and_writes_a_vacancy(open_window: Any, world: Any) -> None:
    with system_scope("test"):
        load_codes(on=START)
    window = open_window(world.employer, 1280, "keys-employer")
    hands = Hands(window)
    window.go("/employer/", "home")
    hands.enter(".side a:has-text('缺工')")
    hands.wait("[name$=-headcount]", "shortages")
    hands.jump()
    hands.write("[name$=-headcount]", "9")
    hands.write("[name=new-0-label]", "叉车工")
    hands.write("[name=new-0-headcount]", "2")
    hands.wait("#trades-0 > *", "trades")
    hands.enter("button:text-is('报上去')")
    hands.wait("text=新添“叉车工”", "reported")
    window.go("/employer/vacancies/new/", "vacancy")
    hands.jump()
    hands.write("[name=title]", "焊工（夜班）")
    hands.write("[name=headcount]", "2")
    hands.write("[name=pay_text]", "7-9千")
    hands.write("[name=description]", "焊接机架，夜班，有夜班补贴。")
    hands.space("button:has-text('存下，先看审查')")
    hands.wait("text=可以公开", "checked")
    hands.enter("button:has-text('公开到门户')")
    hands.wait("text=门户上能看到了", "published")


def test_a_seeker_says_no_to_one_job_and_applies(open_window: Any, world: Any) -> None:
    with system_scope("test"):
        entry = Registration.objects.get(id=world.entries[0].id)
        seeker = open_party_account(
            by="", phone="13800002201", display_name="陈小燕", role="seeker", place=world.town
        )
        seeker.person_id = entry.person_id
        seeker.save(update_fields=["person_id"])
    window = open_window(seeker, 360, "keys-seeker")
    hands = Hands(window)
    window.go("/me/jobs/", "jobs")
    hands.enter("summary:has-text('不合适')")
    hands.space("#main [type=radio] >> nth=0")
    hands.enter("button:text-is('不再推这个')")
    hands.wait("text=说过不合适的", "aside")
    hands.enter("button:has-text('找回来')")
    hands.wait("text=放回来了", "again")
    hands.enter("#main button:has-text('应聘')")
    hands.wait("text=等企业答复", "applied")


def test_a_commissioner_writes_down_what_a_firm_said(open_window: Any, world: Any) -> None:
    window = open_window(appointed("commissioner", "commissioner", world.county), 360, "keys-commissioner")
    hands = Hands(window)
    window.go("/desk/", "home")
    hands.enter("summary:has-text('栏目')")
    hands.enter(".nav-menu a:has-text('缺工企业')")
    hands.wait("h1:has-text('缺工企业')", "firms")
    hands.jump()
    hands.enter("#main a:has-text('北渡愚公')")
    hands.wait("text=缺什么人", "firm")
    hands.jump()
    hands.enter("#main a:has-text('记联系')")
    hands.wait("[name=headcount_open]", "report")
    hands.jump()
    hands.write("[name=headcount_open]", "7")
    hands.enter("button:has-text('记下这次联系')")
    hands.wait("text=还缺7人", "kept")


def test_a_county_decides_on_a_double(open_window: Any, world: Any, people: Any) -> None:
    village = open_window(appointed("village", "village_officer", world.village), 360, "keys-double")
    village.go("/survey/people/new/", "again")
    village.page.fill("[name=full_name]", people.NAMES[0])
    village.page.fill("[name=phone]", "13800002201")
    village.page.click("summary:has-text('哪类人')")
    village.page.fill("[name=birth_year]", "1980")
    village.page.click("text=存好，录下一个")
    village.page.wait_for_selector(".note.ok:has-text('已记下陈**')")
    with system_scope("test"):
        find_duplicates()
    window = open_window(world.officer, 1280, "keys-double")
    hands = Hands(window)
    window.go("/desk/duplicates/", "pairs")
    hands.jump()
    hands.enter("a:has-text('去判断')")
    hands.wait("h1:has-text('是不是同一个')", "pair")
    hands.jump()
    hands.enter("button:has-text('是同一个，并成一条')")
    hands.wait(".note.ok:has-text('已并成一条')", "merged")
    hands.enter("button:text-is('撤回')")
    hands.wait(".note.ok:has-text('和合并以前一样')", "undone")


def test_an_auditor_reads_a_deed(open_window: Any, world: Any) -> None:
    auditor = appointed("auditor", "auditor", world.city)
    with system_scope("test"):
        for entry in world.entries:
            reveal(
                entry.person, ["full_name"], by=str(world.officer.id), purpose="核对登记信息",
                place_path=entry.place_path,
            )  # fmt: skip
    window = open_window(auditor, 1280, "keys-auditor")
    hands = Hands(window)
    window.go("/oversight/entries/", "entries")
    hands.jump()
    hands.enter("summary:has-text('按人、事')")
    hands.write("[name=username]", "officer")
    hands.enter("button:has-text('查找')")
    window.page.wait_for_url("**username=officer**")
    hands.enter("tbody tr >> nth=0 >> a")
    hands.wait("text=同一个人前后做了什么", "entry")


@pytest.mark.parametrize(
    ("spoiled", "complaint"),
    [
        ("document.head.insertAdjacentHTML('beforeend', '')", ""),
        ("document.querySelectorAll('a').forEach(a => { a.tabIndex = -1; })", "走不到"),
        (
            "onkeydown = pressed => { if (document.activeElement.name === 'q') pressed.preventDefault(); }",
            "走不出去",
        ),
        (
            "[...document.styleSheets].forEach(s => { s.disabled = true; }); document.adoptedStyleSheets = [blind]",
            "看不见",
        ),
    ],
    ids=["as it is", "links out of reach", "a trap", "no ring"],
)
def test_twin_a_spoiled_page_is_found(open_window: Any, world: Any, spoiled: str, complaint: str) -> None:
    """Sabotage twin: the portal's page spoiled in the browser in three ways; as it is, its last link is reached."""
    window = open_window(None, 1280, "keys-twin")
    window.go("/jobs/", "jobs")
    window.page.evaluate(
        "() => { window.blind = new CSSStyleSheet();"
        " blind.replaceSync('* { outline: none !important; box-shadow: none !important; }'); }"
    )
    window.page.evaluate(f"() => {{ {spoiled}; }}")
    try:
        Hands(window).reach(f"#main a[href='/jobs/{world.vacancy.id}/']")
    except AssertionError as found:
        assert complaint and complaint in str(found)
    else:
        assert complaint == ""
