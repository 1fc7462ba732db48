"""Which address leads to which page?"""

from django.http import HttpResponse
from django.urls import URLPattern, path

urlpatterns: list[URLPattern] = [path("", lambda request: HttpResponse("ok"), name="brief")]
