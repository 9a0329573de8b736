"""The list of employers, and knowing an organisation again."""

from __future__ import annotations

import datetime

import pytest

from baigong.domains.parties.models import Organisation
from baigong.domains.parties.organisation_keys import name_pinyin, nature_of, normalised_name, provisional_key
from baigong.domains.parties.organisation_matching import match_organisations
from baigong.domains.parties.tests.bringing_in import Counties, counts, gbk, sentences, workbook
from baigong.foundation.audit.models import Change
from baigong.foundation.exchange.workbooks import batch_problems_workbook
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import enter, system_scope
from baigong.foundation.sheets.reader import read_workbook
from baigong.kernels.identity import mint_test_credit_code

pytestmark = pytest.mark.django_db

CODE, OTHER_CODE = (mint_test_credit_code("999921", number) for number in (1, 2))
HEAD = ["企业名称", "统一社会信用代码", "所属县镇", "行业", "企业性质", "规模", "地址", "联系人", "联系电话"]
ROW = [
    "北渡愚公机械有限公司",
    CODE,
    "柳塘镇",
    "通用设备制造业",
    "企业",
    "小型",
    "柳塘镇一路1号",
    "秦始终",
    "13912345678",
]


@pytest.fixture
def counties():
    return Counties()


def test_a_firm_comes_in_under_its_title_row_with_its_party(counties):
    batch = counties.bring("employers", gbk([["北渡县企业清单"], HEAD, ROW, ["合计", "1"]]))
    assert counts(batch) == {"rows": 2, "accepted": 1, "created": 1, "blank": 1}
    with enter(counties.scope()):
        firm = Organisation.objects.select_related("party").get()
    assert (firm.name, firm.credit_code, firm.provisional_key, firm.place_id) == (
        ROW[0],
        CODE,
        "",
        counties.town.id,
    )
    assert firm.party.kind == "organisation" and firm.party.id == firm.id
    assert firm.name_pinyin.startswith("beiduyugong") and firm.industry_code == "34"
    assert open_inside(firm.contact_phone) == "13912345678" and "5678" in str(firm.contact_phone)


def test_the_same_file_twice_changes_nothing_and_an_empty_cell_erases_nothing(counties):
    counties.bring("employers", gbk([HEAD, ROW]))
    again = counties.bring("employers", gbk([HEAD, ROW]), on=datetime.date(2026, 6, 1))
    assert counts(again) == {"rows": 1, "accepted": 1, "unchanged": 1}
    empty = counties.bring("employers", gbk([HEAD, [ROW[0], CODE, "", "", "", "", "", "", ""]]))
    assert counts(empty) == {"rows": 1, "accepted": 1, "unchanged": 1}
    with enter(counties.scope()):
        assert Organisation.objects.get().size_label == "小型"


def test_a_change_keeps_what_stood_there_and_undo_puts_it_back(counties):
    counties.bring("employers", gbk([HEAD, ROW]))
    changed = [*ROW[:5], "中型", ROW[6], ROW[7], "13812345678"]
    batch = counties.bring("employers", gbk([HEAD, changed]))
    assert counts(batch)["updated"] == 1
    with enter(counties.scope()):
        firm = Organisation.objects.get()
        assert (firm.size_label, open_inside(firm.contact_phone)) == ("中型", "13812345678")
        assert Change.objects.filter(object_id=str(firm.id), field="size_label").get().before == "小型"
    assert counties.undo(batch) == ["已撤回"]
    assert counties.undo(batch) == ["已撤回"]
    with enter(counties.scope()):
        firm = Organisation.objects.get()
    assert (firm.size_label, open_inside(firm.contact_phone)) == ("小型", "13912345678")


def test_undo_leaves_what_was_changed_since(counties):
    counties.bring("employers", gbk([HEAD, ROW]))
    first = counties.bring("employers", gbk([HEAD, [*ROW[:5], "中型", *ROW[6:]]]))
    counties.bring("employers", gbk([HEAD, [*ROW[:5], "大型", *ROW[6:]]]))
    assert "留着没动" in counties.undo(first)[0]
    with enter(counties.scope()):
        assert Organisation.objects.get().size_label == "大型"


def test_undo_withdraws_a_new_firm_and_frees_its_code(counties):
    batch = counties.bring("employers", gbk([HEAD, ROW]))
    counties.undo(batch)
    with system_scope("test"):
        assert Organisation.objects.get().withdrawn_at is not None
    assert counts(counties.bring("employers", gbk([HEAD, ROW])))["created"] == 1


def test_a_firm_known_by_name_gets_its_code_later_and_stays_one(counties):
    counties.bring("employers", gbk([HEAD, [ROW[0], "", *ROW[2:]]]))
    with enter(counties.scope()):
        assert Organisation.objects.get().provisional_key.endswith(ROW[0])
    assert counts(counties.bring("employers", gbk([HEAD, ROW])))["updated"] == 1
    with enter(counties.scope()):
        firm = Organisation.objects.get()
    assert (firm.credit_code, firm.provisional_key) == (CODE, "")


def test_two_codes_claiming_one_name_stay_two_firms(counties):
    counties.bring("employers", gbk([HEAD, [ROW[0], "", *ROW[2:]]]))
    second = [ROW[0], OTHER_CODE, *ROW[2:]]
    assert counts(counties.bring("employers", gbk([HEAD, ROW, second])))["created"] == 2
    by_name = counties.bring("employers", gbk([HEAD, [ROW[0], "", *ROW[2:]]]))
    assert "请填上统一社会信用代码" in _sentences(counties, by_name)[0]


def test_a_firm_of_another_county_is_shown_and_not_changed(counties):
    counties.bring("employers", gbk([HEAD, [ROW[0], CODE, "", *ROW[3:]]]), place=counties.other)
    with enter(counties.scope()):
        assert not Organisation.objects.exists()
    batch = counties.bring("employers", gbk([HEAD, [*ROW[:5], "大型", *ROW[6:]]]))
    assert counts(batch)["updated"] == 1
    with enter(counties.scope()):
        assert Organisation.objects.get().size_label == "小型"
    assert counts(counties.bring("employers", gbk([HEAD, [*ROW[:5], "大型", *ROW[6:]]])))["unchanged"] == 1


def test_without_looking_beyond_the_scope_one_firm_would_become_two(counties, monkeypatch):
    """Sabotage twin: the search confined to the caller's scope makes a second firm of the same code."""
    import contextlib

    from baigong.domains.parties import organisation_matching

    counties.bring("employers", gbk([HEAD, [ROW[0], CODE, "", *ROW[3:]]]), place=counties.other)
    monkeypatch.setattr(organisation_matching, "system_scope", lambda reason: contextlib.nullcontext())
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        counties.bring("employers", gbk([HEAD, ROW]))


def test_wrong_rows_come_back_with_their_reasons_and_only_they_need_mending(counties):
    bad_code = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    rows = [HEAD, ROW, ["石墨厂", bad_code, *ROW[2:]], ["", "", "柳塘镇", "", "", "", "", "王五", ""]]
    batch = counties.bring("employers", workbook([["企业清单"], *rows], merges=["A1:I1"]), name="a.xlsx")
    assert counts(batch) == {"rows": 3, "accepted": 1, "created": 1, "rejected": 2}
    told = _sentences(counties, batch)
    assert any("没有企业名称" in sentence for sentence in told)
    with enter(counties.scope()):
        returned = read_workbook(batch_problems_workbook(batch), name="b.xlsx").sheets[0].rows
    assert [cell.text for cell in returned[0]][-2:] == ["问题", "行标识"]
    mended = [[cell.text.strip() for cell in row] for row in returned]
    mended[1][1], mended[2][0] = "", "王五饭店"
    again = counties.bring("employers", workbook(mended), name="b.xlsx")
    assert counts(again) == {"rows": 2, "accepted": 2, "created": 2}


def test_a_number_without_a_meaning_leaves_the_phone_empty_and_the_firm_in(counties):
    batch = counties.bring(
        "employers", gbk([HEAD, [*ROW[:8], "1391234567"], [*ROW[:1], OTHER_CODE, *ROW[2:]]])
    )
    assert counts(batch)["created"] == 2


def test_keys_and_spelling():
    assert normalised_name("北渡（集团） 公司") == normalised_name("北渡(集团)公司")
    assert provisional_key("甲厂", "aaaa/bbbb/cccc/", "bbbb") == "aaaa/bbbb/甲厂"
    assert provisional_key("甲厂", "aaaa/", "") == "aaaa/甲厂"
    assert name_pinyin("重庆百工") == "chongqingbaigong"
    assert (
        nature_of("民营公司", "") == "enterprise"
        and nature_of("", "92") == "sole_trader"
        and nature_of("", "") == ""
    )


def test_nothing_is_matched_from_nothing(counties):
    with enter(counties.scope()):
        assert match_organisations([]) == []


def _sentences(counties, batch):
    with enter(counties.scope()):
        return sentences(batch)
