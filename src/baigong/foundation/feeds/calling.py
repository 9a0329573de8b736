"""From where and how often the holder of a key may call: the agreed addresses, and so many calls a minute."""

from __future__ import annotations

import datetime
import ipaddress

from baigong.foundation.access import allowances
from baigong.foundation.feeds.errors import FeedError
from baigong.foundation.feeds.models import Feed, FeedKey

CALLS = 120
MINUTE = datetime.timedelta(minutes=1)
MOST_NETWORKS = 10


def networks_of(text: str) -> str:
    """Return addresses and networks as they are kept, one blank between; "" where none is said.

    :raises FeedError: when one of them is none, or they are too many.
    """
    words = text.replace("，", " ").replace(",", " ").replace("、", " ").split()
    try:
        found = [str(ipaddress.ip_network(word)) for word in words]
    except ValueError as error:
        raise FeedError("networks", "地址读不懂。请写成10.20.3.4或10.20.3.0/24，几个之间空一格。") from error
    if len(found) > MOST_NETWORKS:
        raise FeedError("networks", f"地址最多写{MOST_NETWORKS}个。请写成网段，例如10.20.3.0/24。")
    return " ".join(dict.fromkeys(found))


def refuse_elsewhere(feed: Feed, address: str) -> None:
    """Refuse a call with the right signature that comes from an address not agreed on: the key may be stolen.

    :raises FeedError: with the status 403.
    """
    if feed.networks and not _is_agreed(feed.networks, address):
        raise FeedError("address", "这把密钥只能从约定的地址送。换了地址，请找人社局改约定。", status=403)


def refuse_too_many(key: FeedKey) -> None:
    """Take one of the key's calls of this minute.

    :raises FeedError: with the status 429 when all are taken.
    """
    if not allowances.take("feeds.call", key.number, most=CALLS, within=MINUTE):
        raise FeedError("too_many", f"一分钟最多{CALLS}次。请过一分钟再送。", status=429)


def _is_agreed(networks: str, address: str) -> bool:
    try:
        caller = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(caller in ipaddress.ip_network(each) for each in networks.split())
