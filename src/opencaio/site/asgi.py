"""The site as an ASGI application: Django's pages and API, and MCP beside them."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opencaio.site.settings")
application = get_asgi_application()
