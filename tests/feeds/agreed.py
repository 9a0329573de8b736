"""A county with a feed of facilities by call, one by folder, and one of insurance months, each with a key."""

from __future__ import annotations

import datetime
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.test import Client

from baigong.domains.parties.tests.bringing_in import Counties, gbk
from baigong.foundation import clock
from baigong.foundation.feeds.dropping import SETTLED_SECONDS, folder_of
from baigong.foundation.feeds.models import Feed, FeedKey
from baigong.foundation.feeds.services import FeedTerms, open_feed, open_key
from baigong.foundation.feeds.signing import call_words, file_words, signature_of
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.scope import system_scope

AS_OF = datetime.date(2026, 4, 30)
NOW = datetime.datetime(2026, 5, 11, 9, tzinfo=clock.CHINA)
FACILITIES = gbk(
    [["设施类别", "设施名称", "容量"], ["青年驿站", "北渡青年驿站", "40"], ["什么都不是", "甲", "x"]]
)


def facilities(capacity: int) -> bytes:
    return gbk([["设施类别", "设施名称", "容量"], ["青年驿站", "北渡青年驿站", str(capacity)]])


@dataclass
class Agreed:
    """Feeds of the first county and their keys; calls are made as the department's system would make them."""

    counties: Counties = field(default_factory=Counties)
    feeds: dict[str, Feed] = field(default_factory=dict)
    keys: dict[str, tuple[FeedKey, str]] = field(default_factory=dict)
    client: Client = field(default_factory=Client)
    nonces: int = 0

    def __post_init__(self) -> None:
        self.add("stations", "facilities", "push")
        self.add("stations-by-folder", "facilities", "folder")
        self.add("insurance", "insurance_months", "push", source_code="social-insurance")

    def add(self, name: str, list_name: str, way: str, source_code: str = "other-department") -> Feed:
        terms = FeedTerms(name, f"试{name}", source_code, list_name, way, expected_days=31, grace_days=20)
        county = self.counties.county
        with system_scope("约定试验用的部门数据"):
            feed = open_feed(
                by="t", terms=terms, place_id=county.id, place_path=county.path, county_id=county.county_id
            )
            self.feeds[name], self.keys[name] = feed, open_key(by="t", feed=feed)
        return feed

    def headers(
        self, name: str, method: str, path: str, body: bytes, *, as_of: str = "", **changed: str
    ) -> dict[str, str]:
        """Return the headers of a signed call; `changed` puts others in their place after signing."""
        self.nonces += 1
        key, secret = self.keys[name]
        said = {"timestamp": str(int(clock.now().timestamp())), "nonce": f"nonce-{self.nonces:012}"}
        said |= {each: changed.pop(each) for each in tuple(changed) if each in said}
        words = call_words(method=method, path=path, as_of=as_of, body=body, **said)
        return {
            "X-Baigong-Key": key.number,
            "X-Baigong-Timestamp": said["timestamp"],
            "X-Baigong-Nonce": said["nonce"],
            "X-Baigong-As-Of": as_of,
            "X-Baigong-Signature": signature_of(secret, words),
            **changed,
        }

    def push(self, name: str, body: bytes, *, as_of: str = AS_OF.isoformat(), **changed: str) -> Any:
        path = f"/exchange/v1/feeds/{name}/deliveries/"
        return self.send(path, body, self.headers(name, "POST", path, body, as_of=as_of, **changed))

    def send(self, path: str, body: bytes, headers: dict[str, str]) -> Any:
        return self.client.post(path, body, content_type="application/octet-stream", headers=headers)

    def read(self, name: str, path: str) -> Any:
        return self.client.get(path, headers=self.headers(name, "GET", path, b""))

    def carried(self, name: str, body: bytes, **named: Any) -> dict[str, Any]:
        """Push a file, let the background work run, and return its receipt."""
        answer = self.push(name, body, **named)
        assert answer.status_code in (200, 202), answer.content.decode()
        Worker(["import"]).run(until_idle=True)
        receipt: dict[str, Any] = self.read(
            name, f"/exchange/v1/deliveries/{answer.json()['receipt']}/"
        ).json()
        return receipt

    def drop(
        self, name: str, file_name: str, body: bytes, as_of: str = AS_OF.isoformat(), **changed: str
    ) -> Path:
        """Lay a file with its signature into the folder, as if nobody had touched them for a while."""
        key, secret = self.keys[name]
        words = file_words(
            feed_name=name, file_name=file_name, as_of=datetime.date.fromisoformat(as_of), data=body
        )
        said = {"key": key.number, "as_of": as_of, "signature": signature_of(secret, words), **changed}
        path = folder_of("inbox", self.feeds[name]) / file_name
        signed = path.with_name(f"{file_name}.sign.json")
        path.write_bytes(body)
        signed.write_text(json.dumps(said))
        for each in (path, signed):
            age(each, SETTLED_SECONDS + 1)
        return path


def age(path: Path, seconds: float) -> None:
    then = clock.now().timestamp() - seconds
    os.utime(path, (then, then))
