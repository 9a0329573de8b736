"""Which type size and contrast a visitor chose, kept in one cookie and read before the page is drawn.

The server writes the choice on the root element, so a page never flashes in the wrong size and
the choice works without any script.
"""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, QueryDict

COOKIE = "display"
ONE_YEAR = 365 * 24 * 3600

SIZES = {"normal": "标准", "large": "大字", "xlarge": "特大"}
CONTRASTS = {"normal": "标准", "high": "高对比"}


@dataclass(frozen=True, slots=True)
class Display:
    """A visitor's choice: `size` normal, large or xlarge; `contrast` normal, high or None (never chosen)."""

    size: str = "normal"
    contrast: str | None = None

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes of the root element; none for a default, so that plain pages stay plain."""
        found = {}
        if self.size != "normal":
            found["data-type"] = self.size
        if self.contrast is not None:
            found["data-contrast"] = self.contrast
        return found

    @property
    def is_high_contrast(self) -> bool:
        """Whether high contrast was chosen here (the system's own preference is left to the style sheet)."""
        return self.contrast == "high"


def read_display(request: HttpRequest | None) -> Display:
    """The choice in the cookie; anything unknown in it counts as never chosen."""
    if request is None:
        return Display()
    size, _, contrast = request.COOKIES.get(COOKIE, "").partition(".")
    return Display(
        size=size if size in SIZES else "normal",
        contrast=contrast if contrast in CONTRASTS else None,
    )


def change(display: Display, posted: QueryDict) -> Display:
    """The choice after a button was pressed: each button names only what it changes."""
    size, contrast = posted.get("type"), posted.get("contrast")
    if size in SIZES:
        display = replace(display, size=size)
    if contrast in CONTRASTS:
        display = replace(display, contrast=contrast)
    return display


def keep(response: HttpResponse, display: Display, *, secure: bool) -> None:
    """Write the choice into the visitor's cookie for a year."""
    response.set_cookie(
        COOKIE,
        f"{display.size}.{display.contrast or ''}",
        max_age=ONE_YEAR,
        secure=secure,
        httponly=True,
        samesite="Lax",
    )
