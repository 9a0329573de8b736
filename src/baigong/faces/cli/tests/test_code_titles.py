"""The command that codes job titles."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path

import pytest

from baigong.faces.cli import code_titles


def run(*options: str) -> int:
    parser = ArgumentParser()
    code_titles.add_arguments(parser)
    return code_titles.run(parser.parse_args(options))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_one_json_line_for_each_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    path = tmp_path / "岗位.csv"
    path.write_bytes("岗位,人数\n电焊工,3\n,1\n“保洁员”,2\n".encode(encoding))
    assert run(str(path), "--column", "岗位") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["title"] for line in lines] == ["电焊工", "", "“保洁员”"]
    assert [line["codes"][:1] for line in lines] == [["6-18-02-04"], [], ["4-09-08-01"]]
    assert len(lines[0]["codes"]) == 10


def test_a_missing_column_is_named_with_those_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "titles.csv"
    path.write_text("工种,人数\n焊工,1\n", "utf-8")
    assert run(str(path), "--column", "岗位") == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "没有“岗位”列" in captured.err
    assert "工种、人数" in captured.err


def test_an_unreadable_file_is_said_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(tmp_path / "none.csv"), "--column", "岗位") == 2
    assert "打不开文件" in capsys.readouterr().err
    path = tmp_path / "bytes.csv"
    path.write_bytes(b"\xff\xff\xff\xff")
    assert run(str(path), "--column", "岗位") == 2
    assert "编码" in capsys.readouterr().err
