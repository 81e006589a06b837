"""SQLAlchemy's imports for programs of other kinds wait until something of them is asked for."""

import subprocess
import sys
from pathlib import Path

_LEFT_OUT = """
import sys
from app.store.lean_import import import_sqlalchemy
import_sqlalchemy()
import app.store.conversations, app.store.database
found = {"asyncio", "ssl", "email", "importlib.metadata"} & set(sys.modules)
assert not found, found
"""
_ASKED_FOR = """
import inspect
from sqlalchemy.util import concurrency, langhelpers
assert not inspect.ismodule(concurrency.asyncio.__dict__.get("events"))
assert not concurrency.is_cancellation_exception(ValueError())
assert "asyncio" in sys.modules
import asyncio
assert concurrency.is_cancellation_exception(asyncio.CancelledError())
assert concurrency.is_exit_exception(asyncio.TimeoutError())
async def nothing(): return 7
begun = nothing()
assert concurrency.iscoroutine(begun) and not concurrency.iscoroutine(7)
assert asyncio.run(begun) == 7
assert langhelpers.importlib.metadata.version("sqlalchemy").startswith("2")
import importlib.metadata
assert importlib.metadata.version("sqlalchemy").startswith("2")
"""
_MEANWHILE = """
import sys
from app.store import lean_import
sys.modules["asyncio"] = lean_import._Asyncio("asyncio")
from asyncio import run
import asyncio
assert asyncio.run is run and "asyncio.events" in sys.modules
"""


def _run(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_what_no_vault_needs_is_imported_when_it_is_asked_for() -> None:
    _run(_LEFT_OUT + _ASKED_FOR)


def test_another_thread_that_imports_it_meanwhile_gets_all_of_it() -> None:
    _run(_MEANWHILE)
