"""Which addresses does the API have? Generated from the two registries."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from opencaio import __version__
from opencaio.faces.api import evidence, faults, imports, routes
from opencaio.faces.api.door import BySession, ByToken

DESCRIPTION = (
    "Every query and every action of the record. A program shows a token "
    "(`Authorization: Bearer caio_…`, made under My account or by `caio do tokens.create`)."
)


class OnceDescribed(NinjaAPI):
    """An API whose description is worked out once a process: it takes half a second, and anyone may ask for it."""

    _description: OpenAPISchema | None = None

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description; the registries do not change while a process lives."""
        if self._description is None:
            self._description = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        return self._description


def made() -> NinjaAPI:
    """The API over everything that the registries hold now."""
    api = OnceDescribed(
        title="OpenCAIO",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        urls_namespace="api",
        auth=[ByToken(), BySession()],
    )
    faults.teach(api)
    routes.open_queries(api)
    routes.open_actions(api)
    imports.open_imports(api)
    evidence.open_evidence(api)
    return api


def _nothing_here(request: HttpRequest) -> HttpResponse:
    return faults.problem(404, "There is nothing at this address.")


api = made()
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((api.urls[0], "api"))),
    re_path("^.*$", _nothing_here),
]
