"""How this installation is: what it runs on, and whether what should happen by itself happens."""

from __future__ import annotations

import datetime
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.audit.searching import entries_of_acts
from baigong.foundation.backup.keeping import backup_folder, backups_kept
from baigong.foundation.files import scanning
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.quarantine import quarantined_jobs

LEAST_FREE_SHARE = 0.1
NO_WORK_FOR = datetime.timedelta(minutes=30)
UNSEALED_FOR = datetime.timedelta(minutes=30)
NO_BACKUP_FOR = datetime.timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found, whether it is good, and the step that mends it."""

    label: str
    found: str
    is_good: bool = True
    cure: str = ""


def environment_checks() -> list[Check]:
    """Return what the installation runs on; needs no table."""
    key_file = Path(settings.BAIGONG_KEY_FILE)
    return [
        Check("Python", platform.python_version(), sys.version_info >= (3, 11), "apt-get install python3"),
        Check(
            "SQLite",
            sqlite3.sqlite_version,
            sqlite3.sqlite_version_info >= (3, 37),
            "apt-get install libsqlite3-0",
        ),
        Check("数据库", connection.vendor),
        Check("运行方式", settings.PROFILE),
        Check("密钥文件", str(key_file.exists()), key_file.exists(), "baigong serve"),
        Check("匹配引擎", "numpy"),
        Check("PostgreSQL工具", shutil.which("pg_dump") or "没有", True, "apt-get install postgresql"),
        Check("浏览器", shutil.which("chromium") or "没有（只有测试要用）", True, "apt-get install chromium"),
    ]


def running_checks() -> list[Check]:
    """Return whether the background works, entries are sealed, backups are made and proved, the disk has room."""
    return [_worker(), _stopped(), _sealing(), _backup(), _proof(), *_disk(), _apart(), _scanner()]


def _worker() -> Check:
    last = (
        Job.objects.filter(done_at__isnull=False)
        .order_by("-done_at")
        .values_list("done_at", flat=True)
        .first()
    )
    is_good = last is not None and last > clock.now() - NO_WORK_FOR
    found = f"上一个任务{clock.minute_of(last)}做完" if last else "还没有做过任务"
    return Check("后台", found, is_good, "后台可能没有启动。请运行baigong serve，或看服务日志。")


def _stopped() -> Check:
    count = quarantined_jobs().count()
    found = f"有{count}个任务停下了" if count else "没有停下的任务"
    return Check("停下的任务", found, not count, "请到“后台任务”逐个看原因，重试或丢弃。")


def _sealing() -> Check:
    oldest = (
        AuditEntry.objects.filter(sequence__isnull=True).order_by("id").values_list("at", flat=True).first()
    )
    is_good = oldest is None or oldest > clock.now() - UNSEALED_FOR
    found = "都已封存" if oldest is None else f"最早一条没封存的是{clock.minute_of(oldest)}的"
    return Check("审计封存", found, is_good, "封存停了。请看后台是否在运行，再请审计员核验审计链。")


def _backup() -> Check:
    kept = backups_kept()
    if not kept:
        return Check("备份", "还没有备份", False, "请到“备份”现在备份一次。")
    is_good = kept[0].made_at > clock.now() - NO_BACKUP_FOR
    return Check(
        "备份",
        f"最新一份{clock.minute_of(kept[0].made_at)}",
        is_good,
        "昨夜没有备份成。请到“备份”现在备份一次。",
    )


def _proof() -> Check:
    last = next(iter(entries_of_acts(["backup.proved"], 1)), None)
    if last is None:
        return Check("恢复演练", "还没有做过", False, "请到“备份”做一次恢复演练。")
    is_good = bool(last.detail.get("is_good"))
    found = f"{clock.minute_of(last.at)}{'通过' if is_good else '没有通过'}"
    return Check("恢复演练", found, is_good, "最新的备份恢复不了。请到“备份”看原因，重新备份并再演练一次。")


def _disk() -> Iterator[Check]:
    for label, folder in (("数据所在磁盘", Path(settings.VAR_FOLDER)), ("备份所在磁盘", backup_folder())):
        standing = next(each for each in (folder, *folder.parents) if each.exists())
        usage = shutil.disk_usage(standing)
        is_good = usage.free >= usage.total * LEAST_FREE_SHARE
        cure = "磁盘快满了，写不进去会停下所有登记。请腾出空间，或把备份移到别的磁盘。"
        yield Check(label, f"还剩{size_in_words(usage.free)}，共{size_in_words(usage.total)}", is_good, cure)


def _apart() -> Check:
    """In production the key file must not lie where a copy of the data takes it along."""
    key_file = Path(settings.BAIGONG_KEY_FILE).resolve()
    is_inside = key_file.is_relative_to(Path(settings.VAR_FOLDER).resolve())
    is_good = not is_inside or settings.PROFILE != "production"
    words = "和数据放在一起（只有演示可以）" if is_inside else "和数据分开放"
    return Check("密钥位置", words, is_good, "请把密钥文件移出数据文件夹，并改BAIGONG_KEY_FILE。")


def _scanner() -> Check:
    """Without a scanner files are taken unscanned; only the demonstration may leave it at that."""
    is_good = scanning.is_configured() or settings.PROFILE != "production"
    words = "已接" if scanning.is_configured() else "没有接，上传的文件不经查杀"
    return Check("病毒查杀", words, is_good, "请装clamav-daemon，并把它的地址写进BAIGONG_SCANNER。")


def storage_figures() -> list[tuple[str, str]]:
    """Return what takes how much room, in words."""
    files, count = _weight(Path(settings.BAIGONG_FILE_FOLDER))
    backups = backups_kept()
    return [
        ("数据库", size_in_words(_database_size())),
        ("加密文件", f"{size_in_words(files)}，{count}个"),
        ("备份", f"{size_in_words(sum(each.size for each in backups))}，{len(backups)}份"),
    ]


def size_in_words(size: int) -> str:
    """Return bytes in the largest unit that leaves at least one before the point."""
    figure, units = float(size), ("字节", "KB", "MB", "GB", "TB")
    for unit in units:
        if figure < 1024 or unit == units[-1]:
            return f"{figure:.0f}{unit}" if unit == units[0] else f"{figure:.1f}{unit}"
        figure /= 1024
    return ""


def _weight(folder: Path) -> tuple[int, int]:
    sizes = [each.stat().st_size for each in folder.rglob("*") if each.is_file()] if folder.is_dir() else []
    return sum(sizes), len(sizes)


def _database_size() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())", [])
            return int(cursor.fetchone()[0])
    path = Path(str(connection.settings_dict["NAME"]))
    sides = [path, path.with_name(f"{path.name}-wal")]
    return sum(each.stat().st_size for each in sides if each.exists())
