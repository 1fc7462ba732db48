"""How do the papers' drawings look in this face?"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from opencaio.papers.charts import chart_css


@cache_control(public=True, max_age=3600)
def charts(request: HttpRequest) -> HttpResponse:
    """The drawings' own style rules; colours come from the page's tokens. No sign-in needed."""
    return HttpResponse(f"@layer components{{{chart_css()}}}", content_type="text/css; charset=utf-8")
