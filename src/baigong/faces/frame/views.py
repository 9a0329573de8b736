"""Two small views: choosing how pages look, and the page that shows every component."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from baigong.faces.frame import samples
from baigong.faces.frame.display import change, keep, read_display
from baigong.foundation.access.csrf import takes_own_origin


@takes_own_origin
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Keep the chosen type size or contrast and go back to the page the button was on."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    keep(response, change(read_display(request), request.POST), secure=request.is_secure())
    return response


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with invented data; only where the site is being built or shown."""
    if not (settings.DEBUG or getattr(settings, "PROFILE", "production") != "production"):
        raise Http404
    name = "frame/styleguide_portal.html" if request.GET.get("face") == "portal" else "frame/styleguide.html"
    return render(request, name, samples.context(request))
