"""What can go wrong around personal information: each says where, and how to mend it."""

from __future__ import annotations


class PrivacyError(Exception):
    """A refusal with a sentence for people (Chinese) and a code for machines."""

    code = "privacy"

    @property
    def sentence(self) -> str:
        """What is said to people."""
        return str(self)


class KeyFileBad(PrivacyError):
    """The key file is missing, readable by others, or not a key file."""

    code = "privacy.key-file"


class UnknownKey(PrivacyError):
    """Something was sealed under a key that the key file no longer holds."""

    code = "privacy.unknown-key"


class SealBroken(PrivacyError):
    """A ciphertext was changed, cut, or moved from another row or column."""

    code = "privacy.seal-broken"


class RevealRefused(PrivacyError):
    """Plain text was asked for without the grant that names this row and field."""

    code = "privacy.reveal-refused"


class QueryRefused(PrivacyError):
    """A query or write on an encrypted column that cannot mean what it says."""

    code = "privacy.query-refused"
