"""Every value production refuses, and what it sets for the browser; the real start is a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from baigong.config import production
from baigong.config.env import SettingError
from baigong.config.production import refuse_unsafe_values
from baigong.faces.cli.demo import personas
from baigong.foundation.privacy.keys import create_key_file

POSTGRESQL = {"default": {"ENGINE": "baigong.foundation.engines.postgresql", "NAME": "baigong"}}
SQLITE = {"default": {"ENGINE": "baigong.foundation.engines.sqlite", "NAME": "/srv/db/baigong.sqlite3"}}
SAFE: dict[str, Any] = {
    "SECRET_KEY": "s" * 50,
    "DEBUG": False,
    "ALLOWED_HOSTS": ["work.example.org", "127.0.0.1"],
    "CSRF_TRUSTED_ORIGINS": ["https://work.example.org"],
    "VAR_FOLDER": Path("/var/lib/baigong"),
    "BAIGONG_FILE_FOLDER": Path("/srv/files"),
    "BAIGONG_BACKUP_FOLDER": Path("/mnt/backup"),
    "BAIGONG_KEY_FILE": Path("/etc/baigong/keys.json"),
    "BAIGONG_ANCHOR_FILE": Path("/mnt/anchor/anchor.txt"),
    "DATABASES": POSTGRESQL,
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_NAME": "__Host-sessionid",
    "CSRF_COOKIE_SECURE": True,
    "CSRF_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
}
REFUSALS = [
    ({"SECRET_KEY": "s" * 49}, "不足50个字符"),
    ({"SECRET_KEY": "baigong-demo-and-test-profiles-only-" + "s" * 50}, "BAIGONG_SECRET_KEY没有设置"),
    ({"DEBUG": True}, "DEBUG不能打开"),
    ({"ALLOWED_HOSTS": []}, "没有设置对外的域名"),
    ({"ALLOWED_HOSTS": ["localhost", "127.0.0.1"]}, "没有设置对外的域名"),
    ({"ALLOWED_HOSTS": ["work.example.org", "*"]}, "BAIGONG_HOSTS不能写*"),
    ({"CSRF_TRUSTED_ORIGINS": ["https://a.example.org", "http://b.example.org"]}, "http://b.example.org不是"),
    ({"BAIGONG_PUSH_GATEWAYS": {"sms": ("http://a.example.org/", "k" * 32)}}, "BAIGONG_SMS_URL不是加密"),
    ({"BAIGONG_PUSH_GATEWAYS": {"sms": ("https://a.example.org/", "k" * 31)}}, "BAIGONG_SMS_SECRET不足32"),
    (
        {"BAIGONG_CHANNEL_FOLDERS": {"bureau-site": "/srv/out"}, "BAIGONG_CHANNEL_SECRET": "k" * 31},
        "BAIGONG_CHANNEL_SECRET不足32",
    ),
    (
        {"BAIGONG_CHANNEL_PUSH": {"job-site": "https://a.example.org/"}, "BAIGONG_CHANNEL_SECRET": "k" * 31},
        "BAIGONG_CHANNEL_SECRET不足32",
    ),
    (
        {"BAIGONG_CHANNEL_PUSH": {"job-site": "http://a.example.org/"}, "BAIGONG_CHANNEL_SECRET": "k" * 32},
        "job-site的不是加密的地址",
    ),
    ({"BAIGONG_KEY_FILE": Path("/var/lib/baigong/keys/keys.json")}, "密钥文件放在/var/lib/baigong里"),
    ({"BAIGONG_KEY_FILE": Path("/srv/files/keys.json")}, "密钥文件放在/srv/files里"),
    ({"BAIGONG_KEY_FILE": Path("/mnt/backup/keys.json")}, "密钥文件放在/mnt/backup里"),
    ({"BAIGONG_KEY_FILE": Path("/srv/db/keys.json"), "DATABASES": SQLITE}, "密钥文件放在/srv/db里"),
    ({"BAIGONG_ANCHOR_FILE": Path("/var/lib/baigong/anchor.txt")}, "审计锚点文件要放在数据文件夹之外"),
    ({"SESSION_COOKIE_SECURE": False}, "会话的Cookie要只走加密连接"),
    ({"CSRF_COOKIE_SECURE": False}, "表单的Cookie要只走加密连接"),
    ({"SESSION_COOKIE_HTTPONLY": False}, "会话的Cookie要只走加密连接"),
    ({"SESSION_COOKIE_NAME": "sessionid"}, "会话的Cookie名要以__Host-开头"),
    ({"CSRF_COOKIE_NAME": "csrftoken"}, "表单的Cookie名要以__Host-开头"),
    ({"SESSION_COOKIE_DOMAIN": "example.org"}, "会话的Cookie名要以__Host-开头"),
    ({"SESSION_COOKIE_PATH": "/desk/"}, "会话的Cookie名要以__Host-开头"),
]


@pytest.fixture
def folders_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folders of an installation that runs; what is missing has tests of its own."""
    monkeypatch.setattr(production, "is_folder", lambda path: True)


def laid_out(folder: Path) -> dict[str, Any]:
    """An installation on this disk, everything in its place."""
    for name in ("var", "keys", "anchor", "backups"):
        (folder / name).mkdir()
    create_key_file(folder / "keys" / "keys.json")
    return {
        **SAFE,
        "VAR_FOLDER": folder / "var",
        "BAIGONG_KEY_FILE": folder / "keys" / "keys.json",
        "BAIGONG_ANCHOR_FILE": folder / "anchor" / "anchor.txt",
        "BAIGONG_BACKUP_FOLDER": folder / "backups",
    }


def readable_keys(folder: Path) -> None:
    (folder / "keys" / "keys.json").chmod(0o644)


def keys_of_the_group(folder: Path) -> None:
    (folder / "keys" / "keys.json").chmod(0o640)


def no_anchor(folder: Path) -> None:
    (folder / "anchor").rmdir()


def no_backups(folder: Path) -> None:
    (folder / "backups").rmdir()


def demo_accounts(folder: Path) -> None:
    (folder / "var" / "demo-sign-ins.json").write_text("{}")


def keys_gone(folder: Path) -> None:
    """The disk with the keys is not mounted; that something was kept before, the anchor says."""
    (folder / "anchor" / "anchor.txt").write_text("1 00")
    (folder / "keys" / "keys.json").unlink()


ON_DISK = [
    (keys_gone, "请先挂上那块盘"),
    (readable_keys, "别的账号也读得到"),
    (keys_of_the_group, "chmod 600"),
    (no_anchor, "放审计锚点的文件夹"),
    (no_backups, "放备份的文件夹"),
    (demo_accounts, "演示账号"),
]


def test_an_installation_in_order_starts_and_makes_its_own_backup_folder(tmp_path: Path) -> None:
    values = laid_out(tmp_path)
    refuse_unsafe_values(values)
    refuse_unsafe_values({**values, "BAIGONG_BACKUP_FOLDER": tmp_path / "var" / "backups"})
    (tmp_path / "keys" / "keys.json").unlink()  # the first start makes it
    refuse_unsafe_values(values)


def test_a_new_key_file_is_never_made_beside_an_old_database(tmp_path: Path) -> None:
    """And the twin: where nothing was kept yet, the first start makes one."""
    values = laid_out(tmp_path)
    database = tmp_path / "var" / "baigong.sqlite3"
    values["DATABASES"] = {"default": {"ENGINE": "baigong.foundation.engines.sqlite", "NAME": database}}
    (tmp_path / "keys" / "keys.json").unlink()
    refuse_unsafe_values(values)
    database.write_bytes(b"SQLite format 3")
    with pytest.raises(SettingError, match="原来的数据就读不出了"):
        refuse_unsafe_values(values)


MOUNTED = """\
/dev/vda1 / ext4 rw 0 0
nas:/office {folder}/share nfs4 rw 0 0
//nas/office {folder}/office\\040disk cifs rw 0 0
/dev/vdb1 {folder}/share/local xfs rw 0 0
"""


@pytest.mark.parametrize(
    ("place", "kind"), [("share", "nfs4"), ("office disk", "cifs"), ("share/local", ""), ("here", "")]
)
def test_a_sqlite_database_on_a_share_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, kind: str
) -> None:
    """And the twin: PostgreSQL keeps its files itself, so the same folder is nobody's business."""
    values, mounts = laid_out(tmp_path), tmp_path / "mounts"
    mounts.write_text(MOUNTED.format(folder=tmp_path))
    (tmp_path / place).mkdir(parents=True)
    monkeypatch.setattr(production, "MOUNTS", mounts)
    name = tmp_path / place / "baigong.sqlite3"
    values["DATABASES"] = {"default": {"ENGINE": "baigong.foundation.engines.sqlite", "NAME": name}}
    if kind:
        with pytest.raises(SettingError, match=f"网络盘上（{kind}"):
            refuse_unsafe_values(values)
    else:
        refuse_unsafe_values(values)
    values["DATABASES"]["default"]["ENGINE"] = "baigong.foundation.engines.postgresql"
    refuse_unsafe_values(values)


@pytest.mark.parametrize(("spoil", "sentence"), ON_DISK)
def test_what_lies_on_the_disk_unsafely_is_refused(tmp_path: Path, spoil: Any, sentence: str) -> None:
    values = laid_out(tmp_path)
    spoil(tmp_path)
    with pytest.raises(SettingError) as refused:
        refuse_unsafe_values(values)
    _, *problems = str(refused.value).splitlines()
    assert len(problems) == 1 and sentence in problems[0]


def test_the_demo_keeps_its_passwords_where_production_looks_for_them(tmp_path: Path, settings: Any) -> None:
    settings.VAR_FOLDER = tmp_path
    assert personas._file() == tmp_path / production.DEMO_SIGN_INS


@pytest.mark.parametrize(
    "safe",
    [{}, {"BAIGONG_PUSH_GATEWAYS": {"sms": ("", "")}}, {"DATABASES": SQLITE}, {"CSRF_TRUSTED_ORIGINS": []}],
)
@pytest.mark.usefixtures("folders_are_there")
def test_safe_values_start(safe: dict[str, Any]) -> None:
    refuse_unsafe_values({**SAFE, **safe})


@pytest.mark.parametrize(("unsafe", "sentence"), REFUSALS)
@pytest.mark.usefixtures("folders_are_there")
def test_each_unsafe_value_is_refused_by_one_sentence(unsafe: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SettingError) as refused:
        refuse_unsafe_values({**SAFE, **unsafe})
    heading, *problems = str(refused.value).splitlines()
    assert heading == "生产环境不能这样启动："
    assert len(problems) == 1
    assert sentence in problems[0]


NAMES = (
    "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY",
    "CSRF_COOKIE_HTTPONLY", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME",
    "SECURE_PROXY_SSL_HEADER", "ALLAUTH_TRUSTED_PROXY_COUNT", "DEBUG", "ALLOWED_HOSTS",
)  # fmt: skip


def start(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Import the settings in a new process and print some of them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BAIGONG_")}
    named = {f"BAIGONG_{name}": value for name, value in {"VAR": str(folder / "var"), **variables}.items()}
    code = "import json, baigong.config.settings as s; print(json.dumps({n: getattr(s, n) for n in %r}))"
    return subprocess.run(
        [sys.executable, "-c", code % (NAMES,)], env={**kept, **named}, capture_output=True, text=True
    )


def safe_environment(folder: Path) -> dict[str, str]:
    (folder / "anchor").mkdir(exist_ok=True)
    return {
        "PROFILE": "production",
        "SECRET_KEY": "s" * 50,
        "HOSTS": "work.example.org",
        "ORIGINS": "https://work.example.org",
        "DATABASE_URL": "postgresql://baigong@127.0.0.1/baigong",
        "KEY_FILE": str(folder / "keys" / "keys.json"),
        "ANCHOR_FILE": str(folder / "anchor" / "anchor.txt"),
    }


def test_production_speaks_https_only_and_sees_the_visitor_behind_the_proxy(tmp_path: Path) -> None:
    done = start(tmp_path, **safe_environment(tmp_path))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
        "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
        "DEBUG": False,
        "ALLOWED_HOSTS": ["work.example.org"],
    }


UNSAFE = {"SECRET_KEY": "short", "HOSTS": "*", "ORIGINS": "http://work.example.org"}


def test_an_unsafe_environment_stops_the_start_with_every_reason(tmp_path: Path) -> None:
    beside = {"KEY_FILE": "", "ANCHOR_FILE": ""}  # unset: both would lie in the data folder
    done = start(tmp_path, **{**safe_environment(tmp_path), **UNSAFE, **beside})
    assert done.returncode == 1
    assert done.stderr.count("\n- ") == 5


def test_twin_where_nobody_asks_the_same_values_start_and_cookies_travel_unsealed(tmp_path: Path) -> None:
    done = start(tmp_path, **{**safe_environment(tmp_path), **UNSAFE, "PROFILE": "test"})
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["ALLOWED_HOSTS"] == ["*"]
    assert (said["SESSION_COOKIE_SECURE"], said["SECURE_HSTS_SECONDS"]) == (False, 0)
    assert (said["SESSION_COOKIE_NAME"], said["CSRF_COOKIE_NAME"]) == ("sessionid", "csrftoken")


def test_an_unknown_profile_is_refused(tmp_path: Path) -> None:
    done = start(tmp_path, PROFILE="prod")
    assert "BAIGONG_PROFILE=prod不认得" in done.stderr
