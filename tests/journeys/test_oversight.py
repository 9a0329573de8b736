"""The three powers on a bad day: a leak counted, keys turned, a stopped machine; and each shut out of the others'."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from baigong.domains.users.services import appoint, open_account
from baigong.foundation import clock
from baigong.foundation.audit.reveal import reveal
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.queue import enqueue
from baigong.foundation.privacy.keys import current_ring, forget_rings
from baigong.foundation.scope import system_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("width", [1280, 360])
REFUSED = "403 (Forbidden)"


@pytest.fixture
def own_installation(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Keys, anchor and backups that this walk may turn and fill."""
    shutil.copy(settings.BAIGONG_KEY_FILE, tmp_path / "keys.json")
    settings.BAIGONG_KEY_FILE = tmp_path / "keys.json"
    settings.BAIGONG_ANCHOR_FILE = tmp_path / "anchor" / "anchor.txt"
    settings.BAIGONG_BACKUP_FOLDER = tmp_path / "backups"
    forget_rings()
    yield tmp_path
    forget_rings()


@pytest.fixture
def powers(own_installation: Path, world: Any) -> dict[str, Any]:
    """The three powers at the top of the tree, and an officer who looked at three people."""
    found = {}
    with system_scope("test"):
        for role, name in (
            ("auditor", "方审计"),
            ("security_officer", "卢管理"),
            ("administrator", "严管理"),
        ):
            user = open_account(by="test", username=role, password="a long word for tests", display_name=name)
            appoint(by="test", user=user, role=role, place=world.city, starts_on=clock.today())
            found[role] = user
        for entry in world.entries:
            reveal(
                entry.person,
                ["full_name"],
                by=str(world.officer.id),
                purpose="核对登记信息",
                place_path=entry.place_path,
            )
    return found


@WIDTHS
def test_an_auditor_counts_a_leak_and_checks_the_chain(
    open_window: Any, powers: dict[str, Any], world: Any, work_off: Any, width: int
) -> None:
    window = open_window(powers["auditor"], width, "auditor")
    page = window.page
    window.go("/oversight/", "home")
    window.go("/oversight/entries/", "entries")
    assert page.locator("tbody tr").count() == len(world.entries)
    page.click("text=按人、事、对象、用途、时间、地方查")
    page.fill("[name=object_id]", "不是编号")
    page.click("button:has-text('查找')")
    page.wait_for_selector("text=编号不完整")
    assert page.input_value("[name=object_id]") == "不是编号"
    window.look("wrong-question")
    page.fill("[name=object_id]", "")
    page.fill("[name=username]", "officer")
    page.click("button:has-text('查找')")
    page.click("tbody tr >> nth=0 >> a")
    page.wait_for_selector("text=同一个人前后做了什么")
    window.look("entry")
    window.go("/oversight/incident/", "incident")
    page.click("button:has-text('清点')")
    page.wait_for_selector("text=范围太大")
    page.fill("[name=username]", "officer")
    window.lose_network("button:has-text('清点')", "incident-offline")
    assert page.input_value("[name=username]") == "officer"
    page.click("button:has-text('清点')")
    page.wait_for_selector("text=要通知的人")
    window.look("counted")
    assert f"{len(world.entries)}人" in page.inner_text(".kpi").replace("\n", "")
    with page.expect_download() as taken:
        page.click("text=下载清点和通知名单")
    assert Path(taken.value.path()).stat().st_size > 1000
    window.go("/oversight/verification/", "verification")
    page.click("text=现在核验")
    page.wait_for_selector("text=刷新看进度")
    work_off()
    page.wait_for_selector("text=没有发现问题")
    window.look("verified")
    for shut in ("keys/", "backups/"):
        assert window.go(f"/oversight/{shut}", "shut") == 403
    assert window.heard(REFUSED, "ERR_INTERNET_DISCONNECTED", "400", "422") == []


@WIDTHS
def test_a_security_officer_turns_the_key_and_puts_somebody_out(
    open_window: Any, powers: dict[str, Any], world: Any, work_off: Any, width: int
) -> None:
    officer = open_window(world.officer, width, "put-out")
    officer.go("/desk/people/", "at-work")
    window = open_window(powers["security_officer"], width, "security")
    page, old = window.page, current_ring().active
    window.go("/oversight/keys/", "keys")
    window.lose_network("button:has-text('换一把新密钥')", "rotate-offline")
    assert current_ring().key_ids == (old,)
    page.click("button:has-text('换一把新密钥')")
    page.wait_for_selector("text=新密钥已经启用")
    work_off()
    page.wait_for_selector(f"tr:has-text('{old}') >> text=0处")
    window.look("resealed")
    page.click("button:has-text('停用')")
    page.wait_for_selector("text=请过十分钟再停用")
    window.look("too-soon")
    window.go("/oversight/sessions/", "sessions")
    page.locator("tr", has_text="秦专员").first.locator("button").click()
    page.wait_for_selector("text=已经下线")
    officer.page.goto(officer.site + "/desk/people/")
    assert "/sign-in/" in officer.page.url
    window.go("/oversight/sign-ins/", "sign-ins")
    window.go("/oversight/privacy-register/", "register")
    for shut in ("entries/", "backups/"):
        assert window.go(f"/oversight/{shut}", "shut") == 403
    assert window.heard(REFUSED, "ERR_INTERNET_DISCONNECTED") == []


@WIDTHS
def test_an_administrator_mends_a_stopped_machine(
    open_window: Any, powers: dict[str, Any], world: Any, width: int
) -> None:
    job = enqueue("audit.seal", {}, key="stopped")
    Job.objects.filter(pk=job.pk).update(
        quarantined_at=clock.now(), last_error="OperationalError", attempts=5
    )
    window = open_window(powers["administrator"], width, "administrator")
    page = window.page
    window.go("/oversight/", "home")
    assert "有1个任务停下了" in page.inner_text("#main")
    window.go("/oversight/health/", "health")
    window.go("/oversight/jobs/", "jobs")
    window.lose_network("button:has-text('再试')", "retry-offline")
    page.click("button:has-text('再试')")
    page.wait_for_selector("text=马上会再试")
    window.look("retried")
    window.go("/oversight/backups/", "backups")
    page.click("button:has-text('现在备份')")
    page.wait_for_selector("text=刷新看进度")
    window.look("backing-up")
    window.go("/oversight/restoring/", "restoring")
    window.go("/oversight/parameters/?parameter=sights-an-hour#set", "parameters")
    page.fill("[name=value]", "12")
    page.fill("[name=document]", " ")
    page.click("button:has-text('设定')")
    page.wait_for_selector(".err, .note.bad, .wrong, .note.failed")
    assert page.input_value("[name=value]") == "12"
    window.look("no-document")
    page.fill("[name=document]", "测试〔2026〕1号")
    page.click("button:has-text('设定')")
    page.wait_for_selector("text=已设定")
    window.look("set")
    window.go("/oversight/retention/", "retention")
    for shut in ("entries/", "keys/"):
        assert window.go(f"/oversight/{shut}", "shut") == 403
    assert window.heard(REFUSED, "ERR_INTERNET_DISCONNECTED", "422") == []
