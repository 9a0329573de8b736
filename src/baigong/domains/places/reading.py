"""To which place a row of a list belongs: the one it names, or the one the file is for."""

from __future__ import annotations

import uuid

from baigong.domains.places.finding import PlaceFinder, PlaceNotFoundError
from baigong.domains.places.models import Place
from baigong.foundation.exchange.contract import ImportContext
from baigong.foundation.exchange.declared.references import At
from baigong.foundation.exchange.row_reader import RowReader
from baigong.kernels.recognition.fields import Field

PLACE_ALIASES = ("县（市、区）", "所属县区", "所属镇街", "镇街", "乡镇（街道）", "镇村", "所在地", "区域")


def place_named(reader: RowReader, places: PlaceFinder, text: str, *, field: str = "place") -> Place | None:
    """Return the place a cell names, or None and say why not; a code no longer in force is told of."""
    try:
        found = places.find(text)
    except PlaceNotFoundError as error:
        reader.wrong(field, error.code, error.sentence)
        return None
    if note := places.note(text):
        reader.wrong(field, "place_abolished", note, is_error=False)
    return found


class NamedPlace:
    """The place source of lists with one column for the place."""

    fields = (Field("place", "所属地", "place", PLACE_ALIASES, hint="空着就是您所在的地方"),)

    def __init__(self) -> None:
        self._last: tuple[uuid.UUID, PlaceFinder] | None = None

    def read(self, reader: RowReader, context: ImportContext) -> At | None:
        """Return the place a row names, the file's own where it names none; None when it is not found."""
        text = reader.text("place", longest=120)
        if not text:
            return At(context.place_id, context.place_path, context.county_id)
        place = place_named(reader, self._finder(context), text)
        return At(place.id, place.path, place.county_id) if place else None

    def _finder(self, context: ImportContext) -> PlaceFinder:
        """Return the finder of a file, made once for its many chunks."""
        last = self._last  # one reading: another thread may be at another file
        if last is None or last[0] != context.batch_id:
            last = self._last = (context.batch_id, PlaceFinder(context.place_path))
        return last[1]
