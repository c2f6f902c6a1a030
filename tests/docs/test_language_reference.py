"""The generated pages say what the schema and the code say, and the written ones point at what exists."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["language.md", "errors.md", "models.md"])
def test_generated_page_is_up_to_date(name: str) -> None:
    text = generator().pages()[DOCS / name]
    assert (DOCS / name).read_text(encoding="utf-8") == text, "run: python docs/generate.py"


def test_language_reference_names_every_key_of_the_schema() -> None:
    def keys(node: object) -> set[str]:
        if isinstance(node, list):
            return set().union(*map(keys, node)) if node else set()
        if not isinstance(node, dict):
            return set()
        own = set(node["properties"]) if isinstance(node.get("properties"), dict) else set()
        return own.union(*(keys(value) for value in node.values()))

    schema = json.loads((ROOT / "schemas" / "storyboard.schema.json").read_text(encoding="utf-8"))
    told = set(re.findall(r"^\| `(\w+)`", (DOCS / "language.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert told == keys(schema)


def test_error_reference_names_every_code_in_the_source() -> None:
    used = set()
    for path in (ROOT / "wanboard").rglob("*.py"):
        used |= set(re.findall(r'"(WB\d{3})"', path.read_text(encoding="utf-8")))
    told = set(re.findall(r"^\| (WB\d{3}) \|", (DOCS / "errors.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert told == used


@pytest.mark.parametrize("page", sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")]), ids=lambda page: page.stem)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    missing = [target for target in local if not (page.parent / target).exists()]
    assert missing == []


def test_index_links_every_page() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    pages = {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")} - {"README.md"}
    assert {page for page in pages if f"({page})" not in index} == set()
