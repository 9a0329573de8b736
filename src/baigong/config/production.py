"""What production refuses to start with, one sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from baigong.config.env import SettingError

SHORTEST_SECRET = 32
OPEN_TO_OTHERS = 0o077
DEMO_SIGN_INS = "demo-sign-ins.json"  # where the demo keeps the passwords it made
MOUNTS = Path("/proc/self/mounts")
SHARED_DISKS = {
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "fuse.glusterfs", "fuse.sshfs",
    "fuse.cifs", "lustre", "ncpfs",
}  # fmt: skip
LOCAL_HOSTS = {"127.0.0.1", "localhost", "[::1]", "testserver"}


def refuse_unsafe_values(values: Mapping[str, Any]) -> None:
    """Stop the start when a value is unsafe.

    :raises SettingError: with every sentence, so that all can be mended at once.
    """
    asked = (_web, _cookies, _gateways, _files, _folders, _disks)
    problems = [problem for ask in asked for problem in ask(values)]
    if problems:
        raise SettingError("生产环境不能这样启动：\n" + "\n".join(f"- {problem}" for problem in problems))


def _web(values: Mapping[str, Any]) -> Iterator[str]:
    if "demo-and-test" in values["SECRET_KEY"] or len(values["SECRET_KEY"]) < 50:
        yield "BAIGONG_SECRET_KEY没有设置，或不足50个字符。"
    if values["DEBUG"]:
        yield "DEBUG不能打开。"
    hosts = set(values["ALLOWED_HOSTS"])
    if hosts <= LOCAL_HOSTS:
        yield "BAIGONG_HOSTS没有设置对外的域名。"
    if "*" in hosts:
        yield "BAIGONG_HOSTS不能写*，那样谁冒用别的域名都认。请写明对外的域名。"
    for origin in values["CSRF_TRUSTED_ORIGINS"]:
        if not origin.startswith("https://"):
            yield f"BAIGONG_ORIGINS里的{origin}不是加密的地址。请改成https://开头。"


def _cookies(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield what would let a cookie be read on the way, by a script, or set from a neighbouring domain."""
    for kind, label in (("SESSION", "会话"), ("CSRF", "表单")):
        if not values[f"{kind}_COOKIE_SECURE"] or not values[f"{kind}_COOKIE_HTTPONLY"]:
            yield f"{label}的Cookie要只走加密连接、网页脚本读不到。请把{kind}_COOKIE_SECURE和_HTTPONLY都打开。"
        is_whole = values.get(f"{kind}_COOKIE_PATH", "/") == "/" and not values.get(f"{kind}_COOKIE_DOMAIN")
        if not values[f"{kind}_COOKIE_NAME"].startswith("__Host-") or not is_whole:
            yield f"{label}的Cookie名要以__Host-开头，路径是/，不设域名，别的域名才冒充不了。"


def _gateways(values: Mapping[str, Any]) -> Iterator[str]:
    for name, (url, secret) in values.get("BAIGONG_PUSH_GATEWAYS", {}).items():
        if url and not url.startswith("https://"):
            yield f"BAIGONG_{name.upper()}_URL不是加密的地址。请改成https://开头。"
        if url and len(secret) < SHORTEST_SECRET:
            yield f"BAIGONG_{name.upper()}_SECRET不足{SHORTEST_SECRET}个字符。请和短信或微信的服务方换一个长的。"
    for channel, url in values.get("BAIGONG_CHANNEL_PUSH", {}).items():
        if not url.startswith("https://"):
            yield f"BAIGONG_CHANNEL_PUSH里{channel}的不是加密的地址。请改成https://开头。"
    channels = values.get("BAIGONG_CHANNEL_FOLDERS") or values.get("BAIGONG_CHANNEL_PUSH")
    if channels and len(values["BAIGONG_CHANNEL_SECRET"]) < SHORTEST_SECRET:
        yield f"BAIGONG_CHANNEL_SECRET不足{SHORTEST_SECRET}个字符。请换一个长的，收文件的一方用它核对。"


def _files(values: Mapping[str, Any]) -> Iterator[str]:
    key_file, anchor_file = Path(values["BAIGONG_KEY_FILE"]), Path(values["BAIGONG_ANCHOR_FILE"])
    for folder in _copied_folders(values):
        if key_file.is_relative_to(folder):
            yield f"密钥文件放在{folder}里，拷走数据或备份就连密钥一起拷走了。请另设BAIGONG_KEY_FILE。"
            break
    if anchor_file.is_relative_to(values["VAR_FOLDER"]):
        yield "审计锚点文件要放在数据文件夹之外。请另设BAIGONG_ANCHOR_FILE。"


def _folders(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with what lies there already; a folder that is not there is often a disk not mounted."""
    key_file = Path(values["BAIGONG_KEY_FILE"])
    if mode_of(key_file) & OPEN_TO_OTHERS:
        yield f"密钥文件{key_file}别的账号也读得到。请运行chmod 600 {key_file}。"
    anchor_folder, backups = Path(values["BAIGONG_ANCHOR_FILE"]).parent, Path(values["BAIGONG_BACKUP_FOLDER"])
    for what, folder in (("审计锚点", anchor_folder), ("备份", backups)):
        if not folder.is_relative_to(values["VAR_FOLDER"]) and not is_folder(folder):
            yield f"放{what}的文件夹{folder}不在。请先挂上或建好。"
    if Path(values["VAR_FOLDER"], DEMO_SIGN_INS).exists():
        yield f"{values['VAR_FOLDER']}里是演示数据，有大家都能用的演示账号。请另设BAIGONG_VAR和数据库。"


def _disks(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the disk below: a database on a share breaks, a key file away is another one made."""
    database, key_file = _sqlite_file(values), Path(values["BAIGONG_KEY_FILE"])
    if database is not None and (kind := kind_of_disk(database.parent)) in SHARED_DISKS:
        yield (
            f"SQLite的数据库放在网络盘上（{kind}，{database.parent}），网络盘的锁靠不住，数据库会坏。"
            "请放到本机的磁盘，或改用PostgreSQL。"
        )
    has_begun = Path(values["BAIGONG_ANCHOR_FILE"]).exists() or (database is not None and database.exists())
    if has_begun and not key_file.exists():
        yield (
            f"密钥文件{key_file}不在，而这里已经有数据。请先挂上那块盘，或从保管处取回原来的密钥文件；"
            "另做一把新的，原来的数据就读不出了。"
        )


def kind_of_disk(folder: Path, mounts: str | None = None) -> str:
    """Return the kind of file system a folder lies on as the kernel calls it, "" where that cannot be told."""
    if mounts is None:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="replace") if MOUNTS.exists() else ""
    found: tuple[int, str] = (0, "")
    for line in mounts.splitlines():
        _, where, kind, *_ = [*line.split(" "), "", "", ""]
        point = Path(where.replace("\\040", " "))
        if where and folder.resolve().is_relative_to(point):
            found = max(found, (len(point.parts), kind), key=lambda each: each[0])
    return found[1]


def is_folder(path: Path) -> bool:
    return path.is_dir()


def mode_of(path: Path) -> int:
    """Return a file's permissions, 0 when it is not there yet."""
    return path.stat().st_mode if path.exists() else 0


def _copied_folders(values: Mapping[str, Any]) -> list[Path]:
    """Return the folders that hold data or a copy of them; PostgreSQL's name of a database is no path."""
    names = ("VAR_FOLDER", "BAIGONG_FILE_FOLDER", "BAIGONG_BACKUP_FOLDER")
    folders = [Path(values[name]) for name in names]
    database = _sqlite_file(values)
    return folders if database is None else [*folders, database.parent]


def _sqlite_file(values: Mapping[str, Any]) -> Path | None:
    database = values["DATABASES"]["default"]
    return Path(str(database["NAME"])).resolve() if "sqlite" in database["ENGINE"] else None
