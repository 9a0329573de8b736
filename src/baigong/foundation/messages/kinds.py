"""Which kinds of messages there are, and who knows a user's address; both are registered from above."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

AddressBook = Callable[[uuid.UUID, str], str]


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind: what its receivers call it, and the channels it takes unless a user chose others.

    An urgent kind goes out in quiet hours too, and its own channels cannot be switched off. One that can be off is
    not said at all to who wants none of it: nothing is asked of the receiver and no term runs.
    """

    code: str
    label: str
    channels: tuple[str, ...] = ()
    is_urgent: bool = False
    can_be_off: bool = False


_kinds: dict[str, MessageKind] = {}
_address_books: list[AddressBook] = []


def register_kind(
    kind: str,
    label: str,
    *,
    channels: tuple[str, ...] = (),
    is_urgent: bool = False,
    can_be_off: bool = False,
) -> None:
    """Make a kind of message known under the words its receivers read; saying it again replaces it."""
    _kinds[kind] = MessageKind(kind, label, channels, is_urgent, can_be_off)


def kind_of(kind: str) -> MessageKind:
    """Return a kind; one nobody registered goes to the inbox only and is called by its code."""
    return _kinds.get(kind) or MessageKind(kind, kind)


def kinds() -> dict[str, str]:
    """Return kind → label, in the order of the labels."""
    return {kind.code: kind.label for kind in sorted(_kinds.values(), key=lambda each: each.label)}


def register_address_book(book: AddressBook) -> None:
    """Let `book(user_id, channel)` say where a channel reaches a user; "" when it does not know."""
    if book not in _address_books:
        _address_books.append(book)


def address_of(user_id: uuid.UUID, channel: str) -> str:
    """Return where a channel reaches a user, "" when nobody knows."""
    return next((address for book in _address_books if (address := book(user_id, channel))), "")
