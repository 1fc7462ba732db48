"""How does the whole database travel as text, from one kind of database to another?

One file a table, one JSON object a row. Both ways the models are those of the version that the tables are of;
after the way back the record is brought up to date.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import JSONField, Model

from opencaio.errors import BadFile
from opencaio.record.laying import lay_up_to

BATCH = 500


def write_tables(folder: Path, migrations: Mapping[str, list[str]]) -> None:
    """Write every table into ``folder/tables``, by the models of ``migrations``: those that the database has.

    Call inside one transaction.
    """
    (folder / "tables").mkdir(mode=0o700)
    for name, model in _models(migrations).items():
        with (folder / f"tables/{name}.jsonl").open("w", encoding="utf-8") as file:
            for row in _rows(model):
                file.write(json.dumps(row, default=_as_text, ensure_ascii=False) + "\n")


def make_tables(migrations: Mapping[str, list[str]]) -> None:
    """Make the empty tables of the version that had these migrations."""
    lay_up_to(_known(migrations))


def read_tables(folder: Path, migrations: Mapping[str, list[str]]) -> None:
    """Fill the empty tables from ``folder/tables``. Call inside one transaction."""
    models = _models(migrations)
    for path in sorted((folder / "tables").glob("*.jsonl")):
        if path.stem not in models:
            raise BadFile(f"This backup holds the table {path.stem}, which its own version does not have.")
        _fill(models[path.stem], path)
    _reset_numbering(list(models.values()))
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise BadFile(f"Rows of this backup refer to rows that it does not hold: {error}.") from error


def _models(migrations: Mapping[str, list[str]]) -> dict[str, type[Model]]:
    """The models as they were at these migrations, by table."""
    state = MigrationExecutor(connection).loader.project_state(_known(migrations))
    return {one._meta.db_table: one for one in state.apps.get_models(include_auto_created=True)}


def _known(migrations: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """Those of the migrations that this version has, too."""
    here = MigrationExecutor(connection).loader.disk_migrations
    return [(app, name) for app, names in migrations.items() for name in names if (app, name) in here]


def _as_text(value: Any) -> str:
    """Dates and times to the microsecond, which Django's own encoder would cut off."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _rows(model: type[Model]) -> Iterator[dict[str, Any]]:
    columns = [one.attname for one in model._meta.concrete_fields]
    for values in model._base_manager.order_by("pk").values_list(*columns).iterator(chunk_size=2000):
        yield dict(zip(columns, values, strict=True))


def _fill(model: type[Model], path: Path) -> None:
    columns = {one.attname: one for one in model._meta.concrete_fields}
    with path.open(encoding="utf-8") as file:
        while lines := list(islice(file, BATCH)):
            try:
                rows = [_row(model, columns, json.loads(line)) for line in lines]
                model._base_manager.bulk_create(rows, batch_size=BATCH)
            except (ValueError, KeyError, TypeError, ValidationError, DatabaseError) as error:
                raise BadFile(f"A row of the table {path.stem} cannot be read: {error}.") from error


def _row(model: type[Model], columns: Mapping[str, Any], values: Mapping[str, Any]) -> Model:
    return model(**{name: _value(columns[name], value) for name, value in values.items()})


def _value(column: Any, value: Any) -> Any:
    return value if isinstance(column, JSONField) else column.to_python(value)


def _reset_numbering(models: list[type[Model]]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
