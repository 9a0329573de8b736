from baigong.domains.places.models.place import Place
from baigong.domains.places.models.place_era import PlaceEra
from baigong.domains.places.models.reform import Reform, ReformState

__all__ = ["Place", "PlaceEra", "Reform", "ReformState"]
