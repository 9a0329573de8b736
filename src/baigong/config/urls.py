"""The whole site: public portal, officers' desk, sign-in. Every other route is made by `route`."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("baigong.faces.portal.urls")),
    path("desk/", include("baigong.faces.desk.urls")),
    path("survey/", include("baigong.faces.survey.urls")),
    path("employer/", include("baigong.faces.employer.urls")),
    path("bodies/", include("baigong.faces.bodies.urls")),
    path("oversight/", include("baigong.faces.oversight.urls")),
    path("exchange/v1/", include("baigong.faces.partners.urls")),
    path("me/", include("baigong.faces.seeker.urls")),
    path("", include("baigong.faces.frame.urls")),
    path("", include("baigong.faces.account.urls")),
    path("sign-in/", include("allauth.urls")),
]
handler400 = "baigong.faces.frame.errors.bad_request"
handler403 = "baigong.faces.frame.errors.permission_denied"
handler404 = "baigong.faces.frame.errors.page_not_found"
handler500 = "baigong.faces.frame.errors.server_error"
