"""Agreed feeds, their keys, and the deliveries that came. A delivery's counts stand with its import."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from baigong.foundation import clock
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.facts.models import Fact, Master
from baigong.foundation.ids import uuid7
from baigong.foundation.privacy.fields import EncryptedTextField
from baigong.foundation.scope import ScopedBy
from baigong.foundation.scope.managers import ScopedManager
from baigong.foundation.scope.models import PlacePathField


class FeedWay(models.TextChoices):
    """How a delivery comes."""

    FOLDER = "folder", "文件交换目录"
    PUSH = "push", "接口推送"
    HAND = "hand", "登录后上传"


class Feed(Master):
    """What one department sends for one list at one place, how often, and how long it is good for.

    `source_code` is a word of the plans' code list `feed_source`. A delivery is expected every `expected_days`
    days. Facts from it are certified until its as-of day plus `grace_days`; what somebody hands in after signing in
    is that body's word, and certifies nothing. `sender_id` is the party whose people hand in and read the receipts.
    `networks` are the addresses a call may come from, in CIDR, one blank between; empty where none was agreed on.
    """

    name = models.SlugField(max_length=40)
    title = models.CharField(max_length=80)
    source_code = models.CharField(max_length=40)
    list_name = models.CharField(max_length=24)
    place_id = models.UUIDField()
    way = models.CharField(max_length=8, choices=FeedWay.choices)
    expected_days = models.PositiveSmallIntegerField()
    grace_days = models.PositiveSmallIntegerField()
    sender_id = models.UUIDField(null=True)
    networks = models.CharField(max_length=500, blank=True, default="")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("sender_id",))

    class Meta(Master.Meta):
        db_table = "feeds_feed"
        constraints = [
            models.UniqueConstraint(fields=["name"], name="feed_name_once"),
            models.CheckConstraint(condition=Q(expected_days__gt=0), name="feed_expected_days_positive"),
            models.CheckConstraint(
                condition=~Q(way=FeedWay.HAND) | Q(sender_id__isnull=False), name="feed_by_hand_has_a_sender"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FeedKey(models.Model):
    """A secret the sender signs with. Two may be in force while one takes over from the other."""

    SLOTS = (1, 2)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="keys")
    place_path = PlacePathField()
    number = models.CharField(max_length=16, unique=True)
    slot = models.PositiveSmallIntegerField()
    secret = EncryptedTextField(
        name="feed_key.secret",
        kind="text",
        purpose="核对部门数据的签名",
        basis="履行法定职责",
        retention="停用为止",
        null=True,
    )
    opened_at = models.DateTimeField(default=clock.now)
    last_used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    scoped_by: ClassVar[ScopedBy] = ScopedBy()
    objects: ClassVar[ScopedManager[Any]] = ScopedManager()

    class Meta:
        db_table = "feeds_feed_key"
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "slot"], condition=Q(ended_at__isnull=True), name="feed_key_two_in_force"
            ),
            models.CheckConstraint(condition=Q(slot__in=(1, 2)), name="feed_key_slot"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, secret__isnull=False)
                | Q(ended_at__isnull=False, secret__isnull=True),
                name="feed_key_secret_while_in_force",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class FeedDelivery(Fact):
    """The receipt of one delivery: which file, as of which day, under which key, and the import it became."""

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="deliveries")
    batch = models.OneToOneField(ImportBatch, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, choices=FeedWay.choices)
    key_number = models.CharField(max_length=16)
    file_digest = models.BinaryField(max_length=32)
    as_of = models.DateField()

    scoped_by: ClassVar[ScopedBy] = ScopedBy()

    class Meta(Fact.Meta):
        db_table = "feeds_feed_delivery"
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "file_digest", "as_of"],
                condition=Q(voided_at__isnull=True),
                name="feed_delivery_once",
            ),
        ]
        indexes = [models.Index(fields=["feed", "recorded_at"], name="feed_delivery_feed")]

    def __str__(self) -> str:
        return f"{self.as_of} {self.recorded_at:%Y-%m-%d %H:%M}"


class FeedNonce(models.Model):
    """A word a signed call was made unique with; kept as long as the call's own time would still be taken."""

    id = models.BigAutoField(primary_key=True)
    key_number = models.CharField(max_length=16)
    nonce = models.CharField(max_length=64)
    seen_at = models.DateTimeField(default=clock.now, db_index=True)

    objects: ClassVar[models.Manager[FeedNonce]] = models.Manager()

    class Meta:
        db_table = "feeds_feed_nonce"
        constraints = [models.UniqueConstraint(fields=["key_number", "nonce"], name="feed_nonce_once")]

    def __str__(self) -> str:
        return self.key_number
