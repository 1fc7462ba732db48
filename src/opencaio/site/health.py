"""Does this process answer, and can it read its record?"""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from opencaio import __version__


def health(request: HttpRequest) -> JsonResponse:
    """200 with ``{"ok": true}`` when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"ok": False, "version": __version__}, status=503)
    return JsonResponse({"ok": True, "version": __version__})
