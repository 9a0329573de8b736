"""Does every statement of the whole suite that touches a scoped table say so by its mark?

The root `conftest.py` sets one spy on every connection and fails the run at its end (reliability test 17).
"""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from baigong.foundation.scope.conditions import mark_of
from baigong.foundation.scope.row_security import scoped_models

ROOT = Path(__file__).resolve().parents[1]

# "table joined": a table joined to one that carries its mark; its rows are seen because the first row is seen.
PAIRS = {
    "cohorts_participation parties_party": "only of which kind: lists of firms and of people share a table",
    "exchange_import_row exchange_import_effect": "what a row of the list did is part of the row",
    "parties_organisation parties_party": "one organisation in two tables, with the same id and place",
    "parties_person placements_engagement": "only whether: somebody hired is not taken back",
    "parties_person placements_introduction": "only whether: somebody introduced is not taken back",
    "placements_engagement parties_organisation": "whoever sees a hire sees the name of its employer",
    "placements_engagement parties_person": "whoever sees a hire sees the masked name of the hired",
    "placements_engagement placements_introduction": "a hire shows the introduction it came from",
    "placements_engagement shortages_need": "a hire shows the need it meets, in the week's table",
    "placements_engagement vacancies_vacancy": "a hire shows the title of its vacancy",
    "placements_introduction parties_person": "an introduction shows the masked name of its person",
    "placements_introduction vacancies_vacancy": "an introduction shows the title of its vacancy",
    "placements_introduction workers_registration": "an introduction leads to the entry it was made from",
    "placements_introduction_step placements_introduction": "a step is part of its introduction",
    "placements_introduction_step vacancies_vacancy": "a step shows the title of its vacancy",
    "shortages_need parties_organisation": "whoever sees a need sees the name of the firm",
    "shortages_need vacancies_vacancy": "only whether: a need with a vacancy is not taken back",
    "shortages_need_report shortages_need": "a report is part of its need",
    "shortages_strike_off_step shortages_need": "a step is part of its need",
    "users_post parties_organisation": "whoever has a post at a firm sees the name of the firm",
    "statuses_status parties_party": "only of which kind: lists of firms and of people share a table",
    "vacancies_vacancy parties_organisation": "whoever sees a vacancy sees the name of the firm",
    "workers_registration parties_person": "a registration is of its person and lies in the same place",
}

# "file function": statements without a mark, when that function stands somewhere in the calls above them.
REVIEWED = {
    "django/db/migrations/executor.py migrate": "a migration changes every row, whoever may see it",
    "django/db/backends/base/operations.py execute_sql_flush": "a test's tables are emptied after it",
    "src/baigong/domains/cases/tests/test_participants.py test_the_second_wall_stands": "asks the second wall alone",
    "src/baigong/foundation/exchange/pipeline.py check_batch": "a scoped question chose the keys that are deleted",
    "src/baigong/foundation/exchange/tests/test_forgetting.py sealed_values": "counts the tables themselves",
    "src/baigong/foundation/scope/tests/test_row_security.py ask": "asks the second wall alone",
    "src/baigong/foundation/scope/tests/test_row_security.py cross": "asks the second wall alone",
    "src/baigong/foundation/scope/tests/test_row_security.py rows_under_the_role": "asks the second wall alone",
    "tests/safety/test_non_interference.py test_without_the_scope_it_shows": "a twin without the guard",
    "tests/safety/test_scope.py test_without_the_guard_the_neighbour_is_seen": "a twin without the guard",
    "tests/safety/test_scope.py test_a_cascade_takes_only_rows_in_scope_with_it": "managers chose the keys",
    "tests/safety/test_scope.py test_raw_sql_is_stopped_by_the_second_wall": "asks the second wall alone",
    "tests/safety/test_scope.py test_the_second_wall_holds_without_the_first": "asks the second wall alone",
    "tests/safety/test_scope_spy.py seen_by_a_spy": "a spy of its own looks at these",
}

_MARK = re.compile(r"/\*scope:(\w+)\*/")
_PARENTHESIS = re.compile(r"'(?:[^']|'')*'|[()]")
_ROOT = re.compile(r'\b(?:FROM|UPDATE)\s+(?:ONLY\s+)?(?:"(\w+)"|(\w+))(?!["\w]|\s*\.)', re.IGNORECASE)
_JOINED = re.compile(r'\b(?:JOIN|USING)\s+(?:"(\w+)"|(\w+))', re.IGNORECASE)
_QUESTION = re.compile(r"\s*(?:SELECT|WITH|UPDATE|DELETE|INSERT|VALUES)\b", re.IGNORECASE)


def _is_ours(name: str) -> bool:
    """Say whether a file is the product's or its tests', not an installed package's and not this one."""
    return name.startswith((f"{ROOT}/src/", f"{ROOT}/tests/")) and name != __file__


@dataclass
class Block:
    """One SELECT, UPDATE or DELETE without the questions inside it."""

    text: str = ""
    inner: list[Block] = field(default_factory=list)

    def blocks(self) -> Iterator[Block]:
        yield self
        for block in self.inner:
            yield from block.blocks()


def blocks_of(sql: str) -> Block:
    """Return a statement as its outermost question with the others nested in it."""
    open_blocks, opened = [Block()], []
    at = 0
    for found in _PARENTHESIS.finditer(sql):
        open_blocks[-1].text += sql[at : found.start()]
        at = found.end()
        if found[0] == "(":
            is_question = bool(_QUESTION.match(sql, at))
            opened.append(is_question)
            if is_question:
                block = Block()
                open_blocks[-1].inner.append(block)
                open_blocks.append(block)
        elif found[0] == ")" and opened and opened.pop():
            open_blocks.pop()
    open_blocks[-1].text += sql[at:]
    return open_blocks[0]


@functools.lru_cache(maxsize=1)
def scoped_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in scoped_models())


@functools.lru_cache(maxsize=4096)
def faults_of(sql: str) -> tuple[str, ...]:
    """Return what is wrong with a statement; joined tables are judged by the list of pairs."""
    if sql.startswith("CREATE ") or not any(table in sql for table in scoped_tables()):
        return ()  # a trigger's text asks nothing yet; what it asks when it fires is the database's own check
    return tuple(fault for block in blocks_of(sql).blocks() for fault in _faults_of_block(block))


def _faults_of_block(block: Block) -> Iterator[str]:
    marks = _MARK.findall(block.text)
    roots = _named(_ROOT, block.text)
    for table in sorted(scoped_tables().intersection(roots)):
        if marks.count(table) < roots.count(table) and not _is_chosen_inside(block, table):
            yield f"{table} without its mark"
    for joined in _named(_JOINED, block.text):
        pair = f"{roots[0] if roots else 'nothing'} {joined}"
        if joined in scoped_tables() and joined not in marks and pair not in PAIRS:
            yield pair.replace(" ", " joins ")


def _named(pattern: re.Pattern[str], text: str) -> list[str]:
    return [quoted or bare for quoted, bare in pattern.findall(text)]


def _is_chosen_inside(block: Block, table: str) -> bool:
    """Say whether rows are written by a list of keys that a marked question on the same table chose."""
    is_write = block.text.lstrip().upper().startswith(("UPDATE", "DELETE"))
    return is_write and any(mark_of(table) in inner.text for inner in block.inner)


@dataclass
class ScopeSpy:
    """Looks at every statement and keeps those that should have carried a mark, with the test they came from."""

    reviewed: dict[str, str] = field(default_factory=lambda: REVIEWED)
    found: dict[str, str] = field(default_factory=dict)
    looked_at: int = 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if isinstance(sql, str):
            self.look(sql)
        return execute(sql, params, many, context)

    def look(self, sql: str) -> None:
        self.looked_at += 1
        faults = faults_of(sql)
        if faults and (caller := self._caller()):
            test = os.environ.get("PYTEST_CURRENT_TEST", "outside a test")
            for fault in faults:
                self.found.setdefault(f"{fault}, asked by {caller}", f"{test}: {sql[:300]}")

    def _caller(self) -> str:
        """Return the nearest of our own lines that asked, or nothing when a reviewed one stands above."""
        frame, nearest = sys._getframe(2), ""
        while frame is not None:
            name, function = frame.f_code.co_filename, frame.f_code.co_name
            if any(f"{name} {function}".endswith(reviewed) for reviewed in self.reviewed):
                return ""
            if not nearest and _is_ours(name):
                nearest = f"{Path(name).relative_to(ROOT)}:{frame.f_lineno} {function}"
            frame = frame.f_back  # type: ignore[assignment]  # None above the outermost
        return nearest or "nobody of ours"

    def watch(self, connection: Any) -> None:
        """Set the spy before all others: whoever wraps a block of statements takes the last one off again."""
        if self not in connection.execute_wrappers:
            connection.execute_wrappers.insert(0, self)

    def report(self) -> str:
        return "\n".join(f"{fault}\n    {where}" for fault, where in sorted(self.found.items()))
