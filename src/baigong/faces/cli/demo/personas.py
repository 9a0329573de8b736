"""One real sign-in per persona: a password made on this machine, a real TOTP secret, posts like anybody's."""

from __future__ import annotations

import datetime
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.conf import settings

from baigong.domains.commissioners.enums import Rank
from baigong.domains.parties.models import Organisation
from baigong.domains.places.models import Place
from baigong.domains.users.colleagues import ADMINISTERS
from baigong.domains.users.enums import Role
from baigong.domains.users.models import User
from baigong.domains.users.services import appoint, open_account
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.messages.models import Channel, Delivery
from baigong.foundation.privacy.secret import open_inside

_MOBILE = re.compile(r"1[3-9][0-9]{9}")


@dataclass(frozen=True, slots=True)
class Persona:
    username: str
    display_name: str
    role: Role
    title: str
    place: str
    rank: str = ""


PERSONAS = (
    Persona("city", "孟科长", Role.CITY_OFFICER, "市人社局就业科", "city"),
    Persona("county", "秦专员", Role.COUNTY_OFFICER, "县人社局用工保障组", "county"),
    Persona("neighbour", "陶专员", Role.COUNTY_OFFICER, "邻县人社局用工保障组", "neighbour"),
    Persona("town", "何主任", Role.TOWN_OFFICER, "镇人社所", "town"),
    Persona("village", "李会计", Role.VILLAGE_OFFICER, "村便民服务站", "village"),
    Persona("commissioner", "周专员", Role.COMMISSIONER, "用工服务专员", "county"),
    Persona("leader", "高局长", Role.LEADER, "县人社局", "county", Rank.BUREAU_LEADER),
    Persona("employer", "郑经理", Role.EMPLOYER, "人力资源部", "county"),
    Persona("agency", "冯顾问", Role.AGENCY, "招聘部", "county"),
    Persona("school", "沈老师", Role.SCHOOL, "就业处", "city"),
    Persona("department", "蒋科长", Role.DEPARTMENT, "职工权益科", "county"),
    Persona("seeker", "王某", Role.SEEKER, "", "village"),
    Persona("auditor", "方审计", Role.AUDITOR, "审计员", "city"),
    Persona("security", "卢管理", Role.SECURITY_OFFICER, "安全管理员", "city"),
    Persona("admin", "严管理", Role.ADMINISTRATOR, "系统管理员", "city"),
)


def _file() -> Path:
    return Path(settings.VAR_FOLDER) / "demo-sign-ins.json"


def open_personas(places: dict[str, Place], on: datetime.date, bodies: Mapping[Role, Organisation]) -> None:
    """Open every persona's account with a post, three of them for bodies.

    The passwords are kept in a file only its owner can read.
    """
    kept: dict[str, str] = {}
    for persona in PERSONAS:
        password = secrets.token_urlsafe(9)
        place = places[persona.place]
        user = open_account(
            by="demo",
            username=persona.username,
            password=password,
            display_name=persona.display_name,
            person_id=_person_of(persona, place),
        )
        appoint(
            by="demo",
            user=user,
            role=persona.role,
            place=place,
            starts_on=on,
            title=persona.title,
            rank=ADMINISTERS if persona.role == Role.EMPLOYER else persona.rank,
            organisation_id=_organisation_of(persona, place, bodies),
        )
        TOTP.activate(user, generate_totp_secret())
        kept[persona.username] = password
    _file().touch(mode=0o600)
    _file().write_text(json.dumps(kept), encoding="utf-8")


def _person_of(persona: Persona, place: Place) -> Any:
    if persona.role != Role.SEEKER:
        return None
    found = Registration.objects.filter(place_path__startswith=place.path, superseded_at__isnull=True).first()
    return found.person_id if found else None


def _organisation_of(persona: Persona, place: Place, bodies: Mapping[Role, Organisation]) -> Any:
    if persona.role in bodies:
        return bodies[persona.role].id
    if persona.role != Role.EMPLOYER:
        return None
    found = firm_of_the_demo(place)
    return found.id if found else None


def firm_of_the_demo(place: Place) -> Organisation | None:
    """Return the firm of a county that the employer's persona acts for."""
    found: Organisation | None = (
        Organisation.objects.filter(place_path__startswith=place.path).order_by("credit_code").first()
    )
    return found


def print_sign_ins() -> None:
    """Print who can sign in, with what; the second factor comes from `baigong demo code`."""
    passwords: dict[str, str] = json.loads(_file().read_text(encoding="utf-8"))
    print("\n用户名         密码            身份")
    for persona in PERSONAS:
        print(
            f"{persona.username:<14} {passwords[persona.username]:<15} {persona.role.label}　{persona.display_name}"
        )
    print("登录时还要六位验证码：BAIGONG_PROFILE=demo .venv/bin/baigong demo code 用户名")


def code_of(username: str) -> str:
    """Return the six digits that are good right now.

    :raises User.DoesNotExist: when nobody has that name.
    """
    user = User.objects.get(username=username)
    authenticator = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(decrypt(authenticator.data["secret"]), counter)))


def phone_text_of(phone: str) -> str:
    """Return the text last meant for a telephone, as long as it is good; "" when there is none.

    Only here: the demonstration has no way out of the house, so somebody must be told.
    """
    waiting = Delivery.objects.filter(channel=Channel.SMS, expires_at__gt=clock.now(), text__isnull=False)
    for delivery in waiting.order_by("-created_at"):
        if delivery.address and delivery.text and open_inside(delivery.address) == phone:
            return open_inside(delivery.text)
    return ""


def print_code(username: str) -> int:
    """Print one persona's code, or what was meant for a telephone; a wrong name gets the list of names."""
    if _MOBILE.fullmatch(username):
        text = phone_text_of(username)
        print(text or "这个手机号现在没有能用的验证码。请先在网页上点“发验证码”。")
        return 0 if text else 1
    if username not in {persona.username for persona in PERSONAS}:
        print(f"没有“{username}”这个角色。可选：{'、'.join(persona.username for persona in PERSONAS)}")
        return 1
    print(code_of(username))
    return 0
