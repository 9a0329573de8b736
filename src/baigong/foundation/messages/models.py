"""The rows of messages: what was said to whom, and how far each way out of the house got."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from baigong.foundation import clock
from baigong.foundation.ids import uuid7
from baigong.foundation.privacy.fields import EncryptedTextField


class Channel(models.TextChoices):
    """The ways out of the house; the inbox inside it is always there."""

    EMAIL = "email", "电子邮件"
    SMS = "sms", "短信"
    WECHAT = "wechat", "微信"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", "等着发"
    SENT = "sent", "已发出"
    FAILED = "failed", "发送失败，还会再试"
    NOT_SENT = "not_sent", "没有发出"


class Message(models.Model):
    """Something said to one user. It lies in the inbox whatever becomes of the channels."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    to_user_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    body = models.CharField(max_length=1000, blank=True, default="")
    link = models.CharField(max_length=200, blank=True, default="")
    key = models.CharField(max_length=120, unique=True)
    sent_by = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Message]] = models.Manager()

    class Meta:
        db_table = "messages_message"
        indexes = [
            models.Index(fields=["to_user_id", "read_at", "-created_at"], name="message_inbox"),
            models.Index(fields=["created_at"], name="message_age"),
        ]

    def __str__(self) -> str:
        return self.subject


class Delivery(models.Model):
    """One attempt to tell somebody outside the house: by which channel, where to, how far it got.

    `text` is what leaves the house; it is wiped once it has left or cannot leave.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = EncryptedTextField(
        name="delivery.address",
        kind="text",
        purpose="发送通知",
        basis="本人同意或履行法定职责",
        retention="发出后三十天",
        null=True,
    )
    text = EncryptedTextField(
        name="delivery.text",
        kind="text",
        purpose="发送通知",
        basis="本人同意或履行法定职责",
        retention="发出即清",
        null=True,
    )
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    reason = models.CharField(max_length=80, blank=True, default="")
    expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Delivery]] = models.Manager()

    class Meta:
        db_table = "messages_delivery"
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="delivery_once_a_channel"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(text__isnull=False), name="delivery_expires"),
            models.Index(fields=["created_at"], name="delivery_age"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.get_state_display()}"


class MessageChoice(models.Model):
    """Whether a user wants one kind of message by one channel as well."""

    user_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    is_wanted = models.BooleanField(default=True)

    objects: ClassVar[models.Manager[MessageChoice]] = models.Manager()

    class Meta:
        db_table = "messages_choice"
        constraints = [
            models.UniqueConstraint(fields=["user_id", "kind", "channel"], name="message_choice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel}"


class QuietHours(models.Model):
    """When a user wants nothing from outside the inbox, in minutes of the day in China; may go over midnight."""

    user_id = models.UUIDField(primary_key=True)
    from_minute = models.PositiveSmallIntegerField()
    to_minute = models.PositiveSmallIntegerField()

    objects: ClassVar[models.Manager[QuietHours]] = models.Manager()

    class Meta:
        db_table = "messages_quiet_hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(from_minute__lt=1440) & Q(to_minute__lt=1440) & ~Q(from_minute=F("to_minute")),
                name="quiet_hours_are_a_part_of_the_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_minute}–{self.to_minute}"
