"""Which address leads to which face?"""

from django.urls import include, path

from opencaio.faces.api.otlp import traces
from opencaio.site.health import health

urlpatterns = [
    path("health", health, name="health"),
    path("accounts/", include("opencaio.faces.web.account_urls")),
    path("v1/traces", traces, name="otlp_traces"),
    path("api/v1/", include("opencaio.faces.api.urls")),
    path("", include("opencaio.faces.web.urls")),
]
