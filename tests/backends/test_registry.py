"""The dict of backends, and that it costs nothing to look at."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import wanboard
from wanboard.backends.registry import BACKENDS, POLL_INTERVAL_S


def test_the_registry_imports_no_client_library() -> None:
    code = (
        "import sys, wanboard.backends.registry, wanboard.backends.regions, wanboard.backends.base\n"
        "print([m for m in ('aiohttp', 'av', 'moviepy', 'numpy', 'PIL') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_aiohttp_is_imported_in_one_file_only() -> None:
    root = Path(wanboard.__file__).parent
    importing = re.compile(r"^\s*(?:import|from) aiohttp\b", re.MULTILINE)
    found = {str(p.relative_to(root)) for p in root.rglob("*.py") if importing.search(p.read_text("utf-8"))}
    assert found == {"backends/http.py"}


def test_names_agree() -> None:
    assert list(BACKENDS) == ["dashscope", "gateway", "animatic"]
    assert set(POLL_INTERVAL_S) <= set(BACKENDS)


def test_paid_backends_say_their_own_name() -> None:
    for name in ("dashscope", "gateway"):
        backend = BACKENDS[name]()
        assert (backend.name, backend.paid) == (name, True)
