"""Every pattern of the product against texts made to slow it down; run as a program, it names those that stall.

Argument: how much processor time one pattern may take over one text, in seconds. Reads [name, method, pattern,
flags] lines of JSON from its input and writes the names of the stalled. A linear pattern needs thousandths.
"""

from __future__ import annotations

import json
import re
import signal
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

LENGTH = 32_767  # what one cell may hold
_CATEGORY_SAMPLES = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a"}
_MOST_SAMPLES = 8


class Stalled(Exception):
    """The processor time is used up."""


def _stall(*_: Any) -> NoReturn:
    raise Stalled


def samples(pattern: str, flags: int) -> list[str]:
    """Characters the pattern speaks of, one for each thing it says."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, tuple) and len(node) == 2 and str(node[0]) in ("LITERAL", "NOT_LITERAL"):
            found.append(chr(node[1]))
        elif isinstance(node, tuple) and len(node) == 2 and str(node[0]) == "RANGE":
            found.append(chr(node[1][0]))
        elif isinstance(node, tuple) and len(node) == 2 and str(node[0]) == "CATEGORY":
            found.append(_CATEGORY_SAMPLES.get(str(node[1]), "中"))
        elif isinstance(node, (tuple, list)) or type(node).__name__ == "SubPattern":
            for each in node:
                walk(each)

    walk(re._parser.parse(pattern, flags))  # type: ignore[attr-defined]  # the engine's own view of it
    return list(dict.fromkeys(found))


def attacks(pattern: str, flags: int) -> Iterator[str]:
    """Long runs of what the pattern speaks of, alone and behind its beginning, each with a bad end."""
    spoken = samples(pattern, flags)
    head = "".join(spoken[:3])
    chosen = spoken[:_MOST_SAMPLES] + spoken[-2:]
    for sign in dict.fromkeys([*chosen, "1", " ", "a", "中"]):
        yield sign * LENGTH + "\x01"
        yield head + sign * LENGTH + "\x01"
    for first, second in zip(chosen, chosen[1:], strict=False):
        yield (first + second) * (LENGTH // 2) + "\x01"


def stalls(method: str, pattern: str, flags: int, seconds: float) -> bool:
    """Whether one of the texts takes more processor time than allowed."""
    compiled = re.compile(pattern, flags)
    call = {
        "sub": lambda text: compiled.sub("", text),
        "finditer": lambda text: list(compiled.finditer(text)),
    }.get(method, getattr(compiled, method))
    for text in attacks(pattern, flags):
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        try:
            call(text)
        except Stalled:
            return True
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return False


def main() -> None:
    signal.signal(signal.SIGVTALRM, _stall)
    seconds = float(sys.argv[1])
    for line in sys.stdin:
        name, method, pattern, flags = json.loads(line)
        if stalls(method, pattern, flags, seconds):
            print(f"{name}.{method}", flush=True)


if __name__ == "__main__":
    main()
