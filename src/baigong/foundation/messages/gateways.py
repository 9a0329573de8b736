"""The ways out of the house: e-mail by SMTP, text messages and WeChat by one signed push to the office's provider.

The push is `POST url` with a JSON body {"channel", "address", "subject", "text"} and the headers
`X-Baigong-Timestamp` (seconds), `X-Baigong-Signature` (hex HMAC-SHA256 of timestamp, a dot and the body) and
`Idempotency-Key`, the same however often it is tried. 2xx is taken; 408, 425, 429 and 5xx are tried again; any
other answer is final, a redirect too, for none is followed.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import smtplib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from baigong.foundation import clock
from baigong.foundation.messages.models import Channel

TIMEOUT_SECONDS = 10.0
MOST_ANSWER_BYTES = 4096
_TRY_AGAIN = frozenset({408, 425, 429})
_SMTP_FINAL = 500


class GatewayError(Exception):
    """The provider did not take the message; the reason names no address and no text."""


class GatewayRefusal(GatewayError):
    """The provider will not take it, however often it is tried; `answer` is the beginning of what it said."""

    def __init__(self, reason: str, answer: bytes = b"") -> None:
        super().__init__(reason)
        self.answer = answer


def is_configured(channel: str) -> bool:
    """Return whether the office has a way out by this channel."""
    if channel == Channel.EMAIL:
        return bool(settings.EMAIL_HOST)
    url, _ = settings.BAIGONG_PUSH_GATEWAYS.get(channel, ("", ""))
    return bool(url)


def send(channel: str, address: str, subject: str, text: str, *, key: str) -> None:
    """Hand one message to the channel's provider; by `key` the provider knows a second copy.

    :raises GatewayError: when the provider cannot be reached or does not take it now.
    :raises GatewayRefusal: when it never will.
    """
    if channel == Channel.EMAIL:
        _send_mail(address, subject, text, key)
    else:
        _push(channel, address, subject, text, key)


def _send_mail(address: str, subject: str, text: str, key: str) -> None:
    try:
        EmailMessage(subject, text, to=[address], headers={"Message-ID": f"<{key}@baigong>"}).send()
    except smtplib.SMTPRecipientsRefused as error:
        raise _mail_failure(min(code for code, _ in error.recipients.values())) from None
    except smtplib.SMTPResponseException as error:
        raise _mail_failure(error.smtp_code) from None
    except (OSError, smtplib.SMTPException) as error:
        raise GatewayError(type(error).__name__) from None


def _mail_failure(code: int) -> GatewayError:
    return (GatewayRefusal if code >= _SMTP_FINAL else GatewayError)(f"SMTP {code}")


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return what the provider checks to know that a push is ours and was not changed."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _push(channel: str, address: str, subject: str, text: str, key: str) -> None:
    url, secret = settings.BAIGONG_PUSH_GATEWAYS[channel]
    content = {"channel": channel, "address": address, "subject": subject, "text": text}
    post_signed(url, secret, content, key=key)


def post_signed(url: str, secret: str, content: dict[str, Any], *, key: str) -> bytes:
    """Push one thing to an address outside, signed, and return the beginning of the answer, which is a receipt.

    By `key` the other side knows a second copy.

    :raises GatewayError: when the other side cannot be reached or does not take it now.
    :raises GatewayRefusal: when it never will; `answer` is what it said.
    """
    parts = urlsplit(url)
    body = json.dumps(content, ensure_ascii=False).encode()
    stamp = str(int(clock.now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "X-Baigong-Timestamp": stamp,
        "X-Baigong-Signature": signature(secret, stamp, body),
        "Idempotency-Key": key,
    }
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request(
            "POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers
        )
        response = connection.getresponse()
        status, answer = response.status, response.read(MOST_ANSWER_BYTES)
    except (OSError, http.client.HTTPException) as error:
        raise GatewayError(type(error).__name__) from None
    finally:
        connection.close()
    if status in _TRY_AGAIN or status >= 500:
        raise GatewayError(f"HTTP {status}")
    if not 200 <= status < 300:
        raise GatewayRefusal(f"HTTP {status}", answer)
    return answer
