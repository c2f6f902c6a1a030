"""A storyboard tried on every model."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from plan_boards import PlainWriter, board

from wanboard.plan.survey import Survey, survey
from wanboard.profiles.registry import known_ids, load_profiles

STORY = """
render: {model: wan2.6-t2v, resolution: 720P}
shots:
  - {duration: 6, action: one}
  - {duration: 6, action: two}
"""


def _survey(folder: Path, text: str, region: str | None = None) -> dict[str, Survey]:
    rows = survey(board(folder, text), load_profiles(), PlainWriter, region=region)
    return {row.profile.id: row for row in rows}


def test_every_model_says_whether_how_and_for_how_much(tmp_path: Path) -> None:
    rows = _survey(tmp_path, STORY)
    assert set(rows) == set(known_ids())
    wan26 = rows["wan2.6-t2v"]
    assert (wan26.compiles, wan26.clips, wan26.billed_s) == (True, 1, 12)
    assert (wan26.amount, wan26.currency) == (Decimal("7.2"), "CNY")
    wan25 = rows["wan2.5-t2v-preview"]
    assert (wan25.compiles, wan25.clips, wan25.billed_s, wan25.amount) == (True, 2, 20, Decimal("12.0"))
    wan22 = rows["wan2.2-t2v-plus"]
    assert not wan22.compiles
    assert wan22.first_error is not None
    assert wan22.first_error.code == "WB403"
    assert wan22.errors == 3  # no 720P, and both shots are longer than 5 s
    reference = rows["wan2.6-r2v"].first_error
    assert reference is not None
    assert reference.code == "WB423"


def test_a_cost_that_is_not_known_for_all_of_it_is_none(tmp_path: Path) -> None:
    assert _survey(tmp_path, STORY, region="virginia")["wan2.6-t2v"].amount is None
