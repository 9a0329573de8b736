"""The command that reads pay texts."""

from __future__ import annotations

import io
import json
from argparse import ArgumentParser

import pytest

from baigong.faces.cli import parse_pay


def lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, *options: str
) -> list[str]:
    parser = ArgumentParser()
    parse_pay.add_arguments(parser)
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert parse_pay.run(parser.parse_args(options)) == 0
    return capsys.readouterr().out.splitlines()


def test_one_json_line_for_each_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written = lines(monkeypatch, capsys, "6-8千·13薪\r\n面议\n待定\n\n5000以上\n")
    names = ("text", "kind", "from_yuan_month", "to_yuan_month", "months_per_year")
    rows = (
        ("6-8千·13薪", "range", 6000, 8000, 13),
        ("面议", "negotiable", None, None, None),
        ("待定", "unknown", None, None, None),
        ("", "unknown", None, None, None),
        ("5000以上", "range", 5000, None, None),
    )
    assert [json.loads(line) for line in written] == [dict(zip(names, row, strict=True)) for row in rows]


def test_figures_carry_no_float_remains(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written = lines(monkeypatch, capsys, "20万/年·14.5薪\n150元/天\n")
    assert '"from_yuan_month": 16666.67' in written[0]
    assert '"months_per_year": 14.5}' in written[0]
    assert '"from_yuan_month": 3262.5' in written[1]


def test_details_say_what_is_base_and_why_unknown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    base, piece = (
        json.loads(line) for line in lines(monkeypatch, capsys, "底薪3000+提成\n计件\n", "--details")
    )
    assert base["is_base_only"] is True
    assert piece["reason"] == "piecework"
