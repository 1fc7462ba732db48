"""On which engine are the facts opened: DuckDB, a Spark cluster, or PostgreSQL for a small set?"""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

import ibis

from opencaio.errors import BadInput, Refused
from opencaio.lake.opening import Lake, open_facts, schema_of

Engine = Literal["duckdb", "spark", "postgres"]
ENGINES: tuple[Engine, ...] = ("duckdb", "spark", "postgres")
LOCAL_SPARK = "local[*]"
#: PostgreSQL takes a copy of the facts; beyond this many rows the other engines are the right ones.
SMALL = 2_000_000


@contextmanager
def open_on(
    engine: str, paths: Mapping[str, Sequence[str]], *, address: str = "", system: Any = None
) -> Iterator[Lake]:
    """The facts' files on an engine. ``address``: Spark's master (local without one) or PostgreSQL's URL.

    Raises:
        BadInput: there is no such engine, or it has no address.
        Refused: what the engine needs is not installed, or the facts are too many for it.
    """
    if engine == "duckdb":
        with open_facts(paths, system=system) as lake:
            yield lake
    elif engine == "spark":
        with _on_spark(paths, address or LOCAL_SPARK) as lake:
            yield lake
    elif engine == "postgres":
        with open_facts(paths, system=system) as source, on_postgres(source, address) as lake:
            yield lake
    else:
        raise BadInput(f"There is no engine “{engine}”. There are: {', '.join(ENGINES)}.")


def without_spark() -> str:
    """Why Spark cannot run here; empty when it can."""
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return "Spark is not installed; add it with: pip install 'opencaio[spark]'."
    home = os.environ.get("JAVA_HOME", "")
    if not shutil.which("java") and not (home and (Path(home) / "bin" / "java").exists()):
        return "Spark needs Java 17, which is not here; install a JDK 17 (on Debian: openjdk-17-jre-headless)."
    return ""


@contextmanager
def _on_spark(paths: Mapping[str, Sequence[str]], master: str) -> Iterator[Lake]:
    if reason := without_spark():
        raise Refused(reason)
    session = spark_session(master)
    backend = ibis.pyspark.connect(session)
    tables = {fact: _spark_table(backend, session, fact, list(files)) for fact, files in paths.items()}
    try:
        yield Lake("spark", backend, tables)
    finally:
        for fact in paths:
            with suppress(Exception):
                session.catalog.dropTempView(_view(fact))


def spark_session(master: str) -> Any:
    """The running session, or a new one on this master: UTC, quiet, exact (an overflow is an error)."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("opencaio")
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    if not master.startswith("local"):
        settings = {key: value for key, value in settings.items() if not key.startswith("spark.driver")}
    else:
        settings |= {"spark.sql.shuffle.partitions": "4", "spark.driver.memory": "2g"}
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def _view(fact: str) -> str:
    return f"opencaio_{fact}"


def _spark_table(backend: Any, session: Any, fact: str, files: list[str]) -> ibis.Table:
    frame = session.read.parquet(*files) if files else session.createDataFrame([], _spark_schema(fact))
    frame.createOrReplaceTempView(_view(fact))
    return backend.table(_view(fact))


def _spark_schema(fact: str) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema_of(fact))


@contextmanager
def on_postgres(source: Lake, address: str) -> Iterator[Lake]:
    """The facts of an opened lake as temporary tables of one connection to PostgreSQL."""
    if not address:
        raise BadInput("PostgreSQL needs an address: postgresql://user@host/database.")
    backend = _connected(address)
    try:
        tables = {fact: _copied(backend, source, fact) for fact in source.tables}
        yield Lake("postgres", backend, tables)
    finally:
        backend.disconnect()


def _connected(address: str) -> Any:
    import psycopg

    try:
        connection = psycopg.connect(address, options="-c timezone=UTC")
    except psycopg.OperationalError as error:
        raise BadInput(f"PostgreSQL does not answer: {str(error).splitlines()[0]}") from error
    return ibis.postgres.from_connection(connection)


def _copied(backend: Any, source: Lake, fact: str) -> ibis.Table:
    table = source.table(fact)
    many = int(table.count().to_pyarrow().as_py())
    if many > SMALL:
        raise Refused(f"{fact} has {many:,} rows; PostgreSQL measures up to {SMALL:,}. Use duckdb or spark.")
    schema, name = table.schema(), f"opencaio_{fact}"
    columns = ", ".join(f'"{one}" {_postgres_type(kind)}' for one, kind in schema.items())
    names = ", ".join(f'"{one}"' for one in schema)
    with backend.con.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns})")
        with cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy:
            for batch in table.to_pyarrow().to_batches(max_chunksize=10_000):
                for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    copy.write_row(row)
    return backend.table(name)


def _postgres_type(kind: Any) -> str:
    if kind.is_decimal():
        return "numeric(38, 15)"
    if kind.is_timestamp():
        return "timestamptz"
    if kind.is_date():
        return "date"
    if kind.is_integer():
        return "bigint"
    if kind.is_floating():
        return "double precision"
    return "boolean" if kind.is_boolean() else "text"
