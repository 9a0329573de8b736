"""Who is told of an assignment: the post once for all, each firm's people, who had it before, and nobody else."""

from __future__ import annotations

import datetime

import pytest
from tests import sand_table
from tests.sand_table import World, officer

from baigong.domains.commissioners import handing_over, telling
from baigong.domains.commissioners.models import Assignment
from baigong.domains.commissioners.services import assign, hand_over
from baigong.domains.parties.models import Organisation
from baigong.domains.users.models import Post, User
from baigong.foundation import clock
from baigong.foundation.messages.errors import MessageRefused
from baigong.foundation.messages.models import Delivery, Message
from baigong.foundation.scope import Scope, enter, system_scope

pytestmark = pytest.mark.django_db
FIRM, OTHER = "1.1.1.1", "1.1.1.2"
TODAY = clock.today()
EARLIER = TODAY - datetime.timedelta(days=3)


@pytest.fixture
def world() -> World:
    return sand_table.build_world()


def post_of(user: User) -> Post:
    with system_scope("test"):
        return Post.objects.select_related("place", "user").get(user=user)


def given(world: World, post: Post, *keys: str, by: str = "t") -> list[Assignment]:
    with enter(Scope(actor="t", label="t", places=(world.places["1.1"].path,))):
        return assign(by=by, post=post, targets=[world.firms[key] for key in keys], on=EARLIER)


def told(user: User) -> list[str]:
    found = Message.objects.filter(to_user_id=user.id).order_by("created_at", "id")
    return list(found.values_list("subject", flat=True))


def test_the_post_hears_once_and_each_firm_of_its_own(world: World) -> None:
    user = officer(world, "commissioner", "1.1")
    firm, other = officer(world, "employer", FIRM), officer(world, "employer", OTHER)
    far = officer(world, "employer", "1.2.1.1")
    given(world, post_of(user), FIRM, OTHER)
    assert told(user) == [f"从{EARLIER}起，您是2家（处）的用工服务专员"]
    assert told(firm) == told(other) == [f"从{EARLIER}起，地1.1的{user.display_name}是贵单位的用工服务专员"]
    assert told(far) == [] and not Delivery.objects.exists()


def test_handing_over_tells_all_three(world: World) -> None:
    before, after = officer(world, "commissioner", "1.1"), officer(world, "county_officer", "1.1")
    firm = officer(world, "employer", FIRM)
    rows = given(world, post_of(before), FIRM)
    with enter(Scope(actor="t", label="t", places=(world.places["1.1"].path,))):
        hand_over(by="t", assignments=rows, post=post_of(after), on=TODAY, reason="轮岗换人")
    assert told(before)[1:] == [f"“企业{FIRM}”从{TODAY}起由{after.display_name}接手"]
    assert told(after) == [f"从{TODAY}起，您是“企业{FIRM}”的用工服务专员"]
    assert after.display_name in told(firm)[1]
    link = Message.objects.get(to_user_id=after.id).link
    assert link == f"/desk/firms/{world.firms[FIRM].id}/"


def test_who_leaves_hands_over_and_the_next_hears_of_it(world: World) -> None:
    before, after = officer(world, "commissioner", "1.1"), officer(world, "county_officer", "1.1")
    given(world, post_of(before), FIRM)
    assert handing_over.hand_over("t", [post_of(before)], post_of(after), TODAY) == 1
    assert told(after) == [f"从{TODAY}起，您是“企业{FIRM}”的用工服务专员"]


def test_who_takes_it_oneself_is_not_told(world: World) -> None:
    user = officer(world, "county_officer", "1.1")
    given(world, post_of(user), FIRM, by=str(user.id))
    assert told(user) == []


def test_a_telephone_in_a_firms_name_is_covered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    user = officer(world, "commissioner", "1.1")
    with system_scope("test"):
        Organisation.objects.filter(id=world.firms[FIRM].id).update(name="老王铺子138 0013 8000")
        world.firms[FIRM].refresh_from_db()
    given(world, post_of(user), FIRM)
    assert told(user) == [f"从{EARLIER}起，您是“老王铺子〔号码〕”的用工服务专员"]
    # Twin: without the cover the inbox refuses the words, and nobody could be assigned at all.
    monkeypatch.setattr(telling, "without_numbers", lambda text: text)
    with system_scope("test"):
        Organisation.objects.filter(id=world.firms[OTHER].id).update(name="小李铺子13800138000")
        world.firms[OTHER].refresh_from_db()
    with pytest.raises(MessageRefused):
        given(world, post_of(user), OTHER)
