"""How does an empty database get its tables at once, instead of by every step that released versions took?"""

from collections.abc import Sequence

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model


def lay_tables() -> None:
    """Bring the database up to date: an empty one in one step, any other by the migrations that it lacks.

    What an empty database gets is what all migrations together say, not what the models say: a difference between
    the two would show as it does in an upgraded workspace. All tables are laid, or none.
    """
    if not connection.introspection.table_names():
        lay_up_to(MigrationExecutor(connection).loader.graph.leaf_nodes())
    # Also after it: guards, content types and permissions hang on the signal at its end.
    call_command("migrate", verbosity=0, interactive=False)


def lay_up_to(nodes: Sequence[tuple[str, str]]) -> None:
    """Lay the tables as they are after these migrations (app, name) and all before them, which then count as taken."""
    executor, recorder = MigrationExecutor(connection), MigrationRecorder(connection)
    steps = executor.migration_plan(nodes, clean_start=True)
    state = executor.loader.project_state(list(nodes))
    models: list[type[Model]] = [recorder.Migration, *state.apps.get_models()]
    with connection.schema_editor() as editor:
        for model in models:
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for step, _ in steps:
            for app, name in [*step.replaces, (step.app_label, step.name)]:
                recorder.record_applied(app, name)
