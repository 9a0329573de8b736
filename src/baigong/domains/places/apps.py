from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "baigong.domains.places"
    label = "places"
    verbose_name = "地方"

    def ready(self) -> None:
        from baigong.domains.places import jobs  # noqa: F401 (registers its handler)
        from baigong.domains.places.points import TOPIC, WATCHED
        from baigong.foundation.freshness.triggers import watch

        watch(TOPIC, "places.Place", columns=WATCHED, shown_by="latitude")
