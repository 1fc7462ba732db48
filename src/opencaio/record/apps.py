"""When does the record fill its registries and guard its ledger?"""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordConfig(AppConfig):
    """The one Django app that holds tables."""

    name = "opencaio.record"
    label = "record"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.conf import settings

        from opencaio.packs import frameworks
        from opencaio.packs.law import keep_beside
        from opencaio.record import actions, queries
        from opencaio.record.guards import raise_guards

        keep_beside(settings.OPENCAIO_HOME / "packs")
        frameworks.keep_beside(settings.OPENCAIO_HOME / "frameworks")

        actions.load()
        queries.load()
        post_migrate.connect(raise_guards, sender=self)
