"""Who may make an account? Nobody: officers do."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from officers, never from a form that is open to the street."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def clean_email(self, email: str) -> Any:
        """E-mail addresses are kept in lower case."""
        return super().clean_email(email.lower())
