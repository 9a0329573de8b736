"""`baigong import` and `baigong export` from end to end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from baigong.domains.parties.tests.bringing_in import Counties, gbk
from baigong.domains.policies import handing_out
from baigong.domains.vacancies.models import Vacancy
from baigong.faces.cli.import_list import ImportCommandError, choices_of
from baigong.faces.cli.main import main
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange.handouts import Limits
from baigong.foundation.exchange.models import Handout, HandoutState, ImportBatch
from baigong.foundation.scope import system_scope

HEAD = ["企业名称", "岗位名称", "招聘人数", "薪资", "联系人", "联系电话"]
ROWS = [
    ["北渡愚公机械有限公司", "电焊工", "5", "6000-8000元/月", "秦始终", "13912345678"],
    ["", "车工", "2", "面议", "", ""],
    ["北渡愚公机械有限公司", "电焊工", "5", "6000-8000元/月", "", ""],
]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "岗位.csv"
    path.write_bytes(gbk([["岗位清单"], HEAD, *ROWS]))
    return path


def _json(capsys):
    lines = capsys.readouterr().out.strip().splitlines()
    assert len(lines) == 1
    return json.loads(lines[0])


@pytest.mark.django_db
def test_import_counts_every_row_and_writes_the_bad_ones_beside(file, capsys):
    Counties()
    assert main(["import", "vacancies", str(file), "--place", "999921", "--json"]) == 0
    answer = _json(capsys)
    problems = answer.pop("problems_file")
    assert answer == {
        "rows": 3,
        "accepted": 1,
        "rejected": 1,
        "duplicates": 1,
        "blank": 0,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "asked": [],
    }
    page = openpyxl.load_workbook(problems).worksheets[0]
    assert "没有企业名称" in page.cell(2, page.max_column - 1).value
    assert oct(Path(problems).stat().st_mode & 0o777) == "0o600"
    with system_scope("test"):
        assert Vacancy.objects.get().title == "电焊工"
    assert main(["import", "vacancies", str(file), "--place", "999921000000", "--json"]) == 0
    assert _json(capsys)["unchanged"] == 1


@pytest.mark.django_db
def test_dry_run_against_what_is_known_writes_nothing(file, capsys):
    Counties()
    for _ in range(2):
        assert main(["import", "vacancies", str(file), "--place", "999921", "--json", "--dry-run"]) == 0
        answer = _json(capsys)
        assert (answer["created"], answer["rejected"], answer["problems_file"]) == (1, 1, None)
    with system_scope("test"):
        assert not Vacancy.objects.exists() and not ImportBatch.objects.exists()
    assert not AuditEntry.objects.exists()


def test_dry_run_on_an_empty_database_leaves_nothing(file, tmp_path):
    folder = tmp_path / "var"
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "baigong.faces.cli.main",
            "import",
            "vacancies",
            str(file),
            "--place",
            "371602",
            "--dry-run",
            "--json",
        ],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "BAIGONG_PROFILE": "test", "BAIGONG_VAR": str(folder), "BAIGONG_DATABASE_URL": ""},
    )
    assert json.loads(done.stdout)["rows"] == 3
    assert not [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_column_is_what_it_was_said_to_be(file, tmp_path, capsys):
    Counties()
    path = tmp_path / "b.csv"
    path.write_bytes(gbk([["企业名称", "岗位名称", "要几个", "薪资"], ["甲厂", "车工", "4", "面议"]]))
    arguments = [
        "import",
        "vacancies",
        str(path),
        "--place",
        "999921",
        "--json",
        "--columns",
        "要几个=headcount",
        "薪资=",
    ]
    assert main(arguments) == 0
    assert _json(capsys)["created"] == 1
    with system_scope("test"):
        post = Vacancy.objects.get()
    assert (post.headcount, post.pay_text) == (4, "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"--columns": "薪资=wage"}, "不是这张表的项"),
        ({"--columns": "没有=pay"}, "没有叫“没有”的列"),
        ({"--place": "111111"}, "没有代码是111111的地方"),
    ],
)
def test_refusals_are_one_object_with_a_sentence(file, capsys, change, part):
    Counties()
    options = {"--place": "999921"} | change
    words = [word for pair in options.items() for word in pair]
    assert main(["import", "vacancies", str(file), *words, "--json"]) == 1
    assert part in _json(capsys)["sentence"]


@pytest.mark.django_db
def test_a_file_that_is_no_table_is_refused(tmp_path, capsys):
    Counties()
    path = tmp_path / "c.xlsx"
    path.write_bytes(b"%PDF-1.4 nothing")
    assert main(["import", "vacancies", str(path), "--place", "999921", "--json"]) == 1
    assert _json(capsys)["sentence"]
    assert main(["import", "vacancies", str(tmp_path / "none.csv"), "--place", "999921"]) == 1


def test_choices_are_read():
    assert choices_of(["薪资=pay", "备注=", "a=b=note"]) == {"薪资": "pay", "备注": None, "a=b": "note"}
    with pytest.raises(ImportCommandError):
        choices_of(["pay"])


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_export_is_masked_and_written_down(file, tmp_path, capsys, form):
    Counties()
    main(["import", "vacancies", str(file), "--place", "999921", "--json"])
    out = tmp_path / f"out.{form}"
    assert main(["export", "employers", "--place", "999921", "-o", str(out)]) == 0
    if form == "xlsx":
        page = openpyxl.load_workbook(out).worksheets[0]
        text = "".join(str(cell.value) for row in page.iter_rows() for cell in row)
    else:
        text = out.read_text("utf-8-sig")
    assert "北渡愚公机械有限公司" in text and "13912345678" not in text and "秦始终" not in text
    entry = AuditEntry.objects.get(act="exchange.export")
    assert entry.count == 1 and entry.detail["rows"] == 1 and entry.by == "cli"
    assert main(["export", "vacancies", "--place", "999921", "-o", str(tmp_path / f"v.{form}")]) == 0
    assert main(["export", "shortages", "--place", "999921", "-o", str(tmp_path / f"s.{form}")]) == 0
    assert main(["export", "workers", "--place", "999921", "-o", str(tmp_path / f"w.{form}")]) == 0


@pytest.mark.django_db
def test_a_whole_county_leaves_at_once_and_its_mark_names_the_command(file, tmp_path, monkeypatch):
    """Whoever runs a command holds the data; the file says where it came from (reliability 35)."""
    Counties()
    main(["import", "vacancies", str(file), "--place", "999921", "--json"])
    monkeypatch.setattr(handing_out, "limits_at", lambda path, on: Limits(0, 0, 24))
    out = tmp_path / "out.xlsx"
    assert main(["export", "employers", "--place", "999921", "-o", str(out)]) == 0
    with system_scope("test"):
        row = Handout.objects.get()
    assert (row.asked_by, row.state) == ("cli", HandoutState.GIVEN)
    assert dict(openpyxl.load_workbook(out)["导出说明"].iter_rows(values_only=True))["编号"] == str(row.id)


@pytest.mark.django_db
def test_export_refuses_other_endings(tmp_path, capsys):
    assert main(["export", "employers", "--place", "999921", "-o", str(tmp_path / "a.pdf")]) == 1
