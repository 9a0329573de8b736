from __future__ import annotations

from baigong.faces.portal import (
    bundles,
    commissioners,
    firms,
    machines,
    places,
    points,
    policies,
    policy_feed,
    privacy,
    views,
)
from baigong.foundation.access.routes import route

app_name = "portal"
urlpatterns = [
    route("", views.home, name="home", public=True, shared=True),
    route("jobs/", views.jobs, name="jobs", public=True, shared=True),
    route("jobs/feed.xml", machines.feed, name="feed", public=True, shared=True),
    route("jobs/<uuid:vacancy_id>/", views.job, name="job", public=True, shared=True),
    route("firms/", firms.firms, name="firms", public=True, shared=True),
    route("firms/<uuid:firm_id>/", firms.firm, name="firm", public=True, shared=True),
    route("zones/<slug:group_code>/", firms.zone, name="zone", public=True, shared=True),
    route("places/", places.places, name="places", public=True, shared=True),
    route("places/<slug:place_key>/", places.place, name="place", public=True, shared=True),
    route("places/<slug:place_key>/sheet/", places.sheet, name="sheet", public=True, shared=True),
    route("places/<slug:place_key>/screen/", places.screen, name="screen", public=True, shared=True),
    route("policies/", policies.policies, name="policies", public=True, shared=True),
    route("policies/list.xlsx", policies.workbook, name="policies_workbook", public=True, shared=True),
    route("policies/feed.xml", policy_feed.feed, name="policy_feed", public=True, shared=True),
    route("policies/bundles/", bundles.bundles, name="bundles", public=True, shared=True),
    route("policies/bundles/<uuid:bundle_id>/", bundles.bundle, name="bundle", public=True, shared=True),
    route("policies/<uuid:policy_id>/", policies.policy, name="policy", public=True, shared=True),
    route("commissioners/", commissioners.commissioners, name="commissioners", public=True, shared=True),
    route("points/", points.points, name="points", public=True, shared=True),
    route("privacy/", privacy.notice, name="privacy", public=True, shared=True),
    route("robots.txt", machines.robots, name="robots", public=True, shared=True),
    route("sitemap.xml", machines.sitemap, name="sitemap", public=True, shared=True),
    route("sitemap-<int:number>.xml", machines.sitemap_part, name="sitemap_part", public=True, shared=True),
]
