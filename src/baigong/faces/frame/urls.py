"""Addresses of the frame, under the namespace `frame`."""

from baigong.faces.frame import views
from baigong.foundation.access.routes import route

app_name = "frame"

urlpatterns = [
    route("display/", views.display, name="display", public=True, methods=("POST",)),
    route("styleguide/", views.styleguide, name="styleguide", public=True),
]
