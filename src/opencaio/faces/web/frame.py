"""What does the frame around every page show: places, lamps, who I am?"""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context that every page has."""
    return {}
