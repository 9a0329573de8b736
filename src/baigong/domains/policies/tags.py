"""What a policy is about, in one vocabulary: the code list `policy-tag` of the plans, which offices may add to."""

from __future__ import annotations

import re
from typing import Any

from baigong.domains.policies.selectors import code_labels
from baigong.foundation.exchange.declared.columns import Column
from baigong.foundation.exchange.row_reader import RowReader
from baigong.kernels.recognition.fields import Field

SCHEME = "policy-tag"
_SEPARATORS = re.compile(r"[、,，;；/\s]+")


def tag_labels() -> dict[str, str]:
    """Return code → label of the tags."""
    return code_labels(SCHEME)


def tags_column() -> Column:
    """Return a column of tags in one cell; a word that is none is told and left out."""
    field = Field("tags", "标签", "text", ("政策标签", "关键词"), hint="几项之间用顿号隔开")
    return Column(field, "tag_codes", _read, _show, ledger_kind="list")


def _read(reader: RowReader, name: str) -> list[str]:
    words = [word for word in _SEPARATORS.split(reader.text(name, longest=300)) if word]
    if not words:
        return []
    known = tag_labels()
    said = {label: code for code, label in known.items()} | {code: code for code in known}
    strange = [word for word in words if word not in said]
    if strange:
        reader.wrong(
            name, "choice", f"没有“{strange[0][:20]}”这个标签。可以写：{'、'.join(known.values())}。"
        )
    return sorted({said[word] for word in words if word in said})


def _show(codes: Any) -> tuple[str, ...]:
    known = tag_labels()
    return tuple(known.get(code, code) for code in codes or ())
