"""Do the engines only think, and would this test notice if one did not?"""

import pytest

from tools import purity


def test_no_engine_reads_the_outside_or_the_clock() -> None:
    faults = {path.name: purity.faults_in(path.read_text(encoding="utf-8")) for path in purity.engine_files()}
    assert faults, "there are no engines to judge"
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("import os", "imports os"),
        ("from pathlib import Path", "imports pathlib"),
        ("import io", "imports io"),
        ("import socket", "imports socket"),
        ("from subprocess import run", "imports subprocess"),
        ("import urllib.request", "imports urllib.request"),
        ("import time", "imports time"),
        ("import importlib", "imports importlib"),
        ("import django.db", "imports django.db"),
        ("from opencaio.record import ledger", "imports opencaio.record"),
        ("from opencaio.packs import reader", "imports opencaio.packs"),
        ("from opencaio import record", "imports opencaio"),
        ("from ..record import ledger", "relative"),
        ("def f(path):\n    return open(path).read()", "uses open"),
        ("say = print", "uses print"),
        ("from datetime import date\nday = date.today()", "asks the clock"),
        ("import datetime\nday = datetime.datetime.now()", "asks the clock"),
        ("import numpy as np\ntable = np.load('x')", "reads or writes a file"),
        ("import random\nluck = random.random()", "chance without a seed"),
        ("import numpy as np\nluck = np.random.rand(3)", "chance without a seed"),
    ],
)
def test_what_an_engine_may_not_do_is_found(source: str, word: str) -> None:
    assert any(word in fault for fault in purity.faults_in(source)), purity.faults_in(source)


@pytest.mark.parametrize(
    "source",
    [
        "import math\nfrom collections.abc import Mapping\nfrom decimal import Decimal",
        "import numpy as np\nluck = np.random.default_rng(7).random(3)",
        "import random\nluck = random.Random(7)",
        "class Question:\n    open: bool",
        "from datetime import date\n\ndef in_force(on: date) -> bool:\n    return on > date(2026, 8, 2)",
        "from opencaio.engines.classification import facts\nfrom opencaio.errors import BadInput",
        "from scipy.stats import norm\nfrom sklearn.linear_model import Lasso\nfrom rapidfuzz import fuzz",
    ],
)
def test_what_an_engine_may_do_is_let_be(source: str) -> None:
    assert purity.faults_in(source) == []
