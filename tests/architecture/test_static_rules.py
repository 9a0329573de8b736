"""What no line of the product may do, read from its syntax (reliability test 120); each rule has a line it finds.

An exception stands here by its file, with the reason. Raw writers of tables: `test_house.py`; questions without a
scope: the scope spy, which reads the statements themselves.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "baigong"
Finder = Callable[[ast.AST], Iterator[ast.AST]]


@dataclass(frozen=True)
class Rule:
    """What is looked for, a text that holds it, and the files that may, with the reason."""

    name: str
    find: Finder
    twin: str
    allowed: tuple[tuple[str, str], ...] = ()

    def may(self, place: str) -> bool:
        return any(place.startswith(start) for start, _ in self.allowed)


def dotted(node: ast.AST) -> str:
    """Return a.b.c of a name or attribute, empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return ""


def imports(*modules: str) -> Finder:
    def find(node: ast.AST) -> Iterator[ast.AST]:
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        if any(name == module or name.startswith(f"{module}.") for name in names for module in modules):
            yield node

    return find


def calls(*functions: str) -> Finder:
    """Find calls of these names; one that begins with a dot is a method of anything."""

    def find(node: ast.AST) -> Iterator[ast.AST]:
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            last = f".{node.func.attr}" if isinstance(node.func, ast.Attribute) else ""
            if name in functions or (last and last in functions):
                yield node

    return find


def passes_on_requests(node: ast.AST) -> Iterator[ast.AST]:
    """Find `**request.POST` and the like: every column could come in with it."""
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            inner = keyword.value.func if isinstance(keyword.value, ast.Call) else keyword.value
            if keyword.arg is None and re.search(r"request\.|\.(?:POST|GET|data)\b", dotted(inner)):
                yield node


def swallows(node: ast.AST) -> Iterator[ast.AST]:
    """Find what catches everything, or catches something broad and says nothing."""
    if isinstance(node, ast.ExceptHandler):
        is_broad = node.type is None or dotted(node.type) in ("Exception", "BaseException")
        is_silent = all(isinstance(each, ast.Pass | ast.Continue) for each in node.body)
        if node.type is None or (is_broad and is_silent):
            yield node


def keywords(name: str, value: object) -> Finder:
    def find(node: ast.AST) -> Iterator[ast.AST]:
        is_named = isinstance(node, ast.keyword) and node.arg == name
        if is_named and isinstance(node.value, ast.Constant) and node.value.value is value:
            yield node.value

    return find


def constants(pattern: str) -> Finder:
    def find(node: ast.AST) -> Iterator[ast.AST]:
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.fullmatch(pattern, node.value)
        ):
            yield node

    return find


def any_of(*finders: Finder) -> Finder:
    def find(node: ast.AST) -> Iterator[ast.AST]:
        for finder in finders:
            yield from finder(node)

    return find


RULES = (
    Rule("pickles", imports("pickle", "cPickle", "marshal", "shelve", "dill", "joblib"), "import pickle"),
    Rule("runs text", calls("eval", "exec", "compile", "__import__"), "eval(x)"),
    Rule("yaml", imports("yaml", "ruamel"), "from yaml import load"),
    Rule("trusts markup", any_of(calls("mark_safe", "SafeString", "SafeText", ".mark_safe"), imports("jinja2")),
         "mark_safe(x)",
         (("faces/frame/templatetags/", "a component passes on what it escaped"),)),
    Rule("raw sql", calls("RawSQL", ".extra", ".raw"), "Row.objects.extra(where=[x])",
         (("foundation/scope/conditions.py", "two constants"), ("foundation/lists/planning.py", "a constant"))),
    Rule("passes requests on", passes_on_requests, "Row(**request.POST.dict())"),
    Rule("swallows faults", swallows, "try:\n    x()\nexcept Exception:\n    pass"),
    Rule("leaves the house", imports("requests", "httpx", "aiohttp", "urllib.request", "urllib3", "http.client",
                                     "smtplib", "ftplib", "socket", "xmlrpc", "telnetlib"), "import requests",
         (("foundation/messages/gateways.py", "the one way out for messages"),
          ("foundation/files/scanning.py", "the scanner of the office"),
          ("foundation/jobs/worker.py", "asks only what its machine is called"))),
    Rule("shells", any_of(calls("os.system", "os.popen", "subprocess.getoutput"), keywords("shell", True)),
         "subprocess.run(x, shell=True)"),
    Rule("weak digests", calls("hashlib.md5", "hashlib.sha1"), "hashlib.md5(x)"),
    Rule("guessable numbers", imports("random"), "import random",
         (("faces/cli/demo/", "an invented city"),)),
    Rule("guessable names", calls("tempfile.mktemp", "os.tempnam"), "tempfile.mktemp()"),
    Rule("unpacks anywhere", calls(".extractall", "shutil.unpack_archive"), "archive.extractall()"),
    Rule("trusts any certificate", any_of(keywords("verify", False), keywords("check_hostname", False),
                                         calls("ssl._create_unverified_context")), "get(x, verify=False)"),
    Rule("takes forms from anywhere", any_of(calls("csrf_exempt"), imports("django.views.decorators.csrf.csrf_exempt")),
         "from django.views.decorators.csrf import csrf_exempt",
         (("faces/partners/views.py", "no cookie is asked there: a signature says who calls"),)),
    Rule("listens everywhere", constants(r"0\.0\.0\.0"), "HOST = '0.0.0.0'"),
    Rule("believes where a visitor says to come from",
         constants(r"REMOTE_ADDR|(?i:(?:http_)?(?:x[-_])?(?:forwarded(?:[-_]for)?|real[-_]ip))"),
         "request.META['REMOTE_ADDR']"),
    Rule("money as a fraction", calls("models.FloatField", "FloatField", "forms.FloatField"), "models.FloatField()"),
    Rule("reads foreign XML", imports("lxml", "xml.sax", "xml.dom"), "import xml.sax"),
    Rule("its own clock", calls("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.date.today",
                                "timezone.now", "date.today", "datetime.now"), "datetime.date.today()",
         (("foundation/clock.py", "the clock"),)),
)  # fmt: skip


@functools.cache
def nodes_of(text: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(text)))


def found_in(rule: Rule, text: str) -> list[int]:
    return [getattr(each, "lineno", 0) for node in nodes_of(text) for each in rule.find(node)]


def sources() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if not {"tests", "migrations"} & set(path.parts))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_nothing_breaks_the_rule(rule: Rule) -> None:
    found = []
    for path in sources():
        place = path.relative_to(SOURCE).as_posix()
        if not rule.may(place):
            found += [f"{place}:{line}" for line in found_in(rule, path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_line_that_breaks_the_rule_is_found(rule: Rule) -> None:
    """Sabotage twin: the smallest text that does it; beside it one that does not."""
    assert found_in(rule, rule.twin) != [] and found_in(rule, "x = get(a=1)\nuse(x.all())") == []


def test_every_exception_is_still_needed() -> None:
    idle = [
        (rule.name, start)
        for rule in RULES
        for start, reason in rule.allowed
        if not reason or not any(
            found_in(rule, path.read_text(encoding="utf-8"))
            for path in sources()
            if path.relative_to(SOURCE).as_posix().startswith(start)
        )
    ]  # fmt: skip
    assert idle == []


UNESCAPED = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off|\{%\s*debug")


def test_no_template_leaves_text_unescaped() -> None:
    found = [
        str(path) for path in SOURCE.rglob("*.html") if UNESCAPED.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
    assert UNESCAPED.search("{{ x|safe }}") and UNESCAPED.search("{% autoescape off %}")  # twin


SILENCED = re.compile(r"#\s*(noqa|type:\s*ignore|nosec|pragma:)(?P<rest>[^\n]*)")
NAMED = re.compile(r":\s*[A-Z]+\d+|\[[\w, -]+\]")
SAFETY = re.compile(r":\s*(?:[A-Z]+\d+,\s*)*S\d+")


def unreasoned(text: str) -> list[str]:
    """Return what silences a check without naming it, or one about safety without saying why."""
    return [
        found[0]
        for found in SILENCED.finditer(text)
        if not NAMED.match(found["rest"]) or (SAFETY.match(found["rest"]) and "(" not in found["rest"])
    ]


def test_whatever_silences_a_check_names_it_and_says_why() -> None:
    found = {
        path.relative_to(SOURCE).as_posix(): lines
        for path in sources()
        if (lines := unreasoned(path.read_text(encoding="utf-8")))
    }
    assert found == {}
    assert (
        unreasoned("x = 1  # noqa")
        and unreasoned("x = 1  # type: ignore")
        and unreasoned("x = 1  # noqa: S608")
    )
    assert not unreasoned(
        "x = 1  # noqa: S608 (own names)\ny = 2  # type: ignore[arg-type]  # as the stubs say"
    )
