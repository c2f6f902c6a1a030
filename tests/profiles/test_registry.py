"""The profiles: every file valid for the schema, keys known to the code equal to the schema's, overrides laid
over."""

from __future__ import annotations

import json
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
import yaml

from wanboard.profiles.build import FIELDS
from wanboard.profiles.profile import Audio, Profile, References
from wanboard.profiles.registry import DATA_FOLDER, ModelAlias, known_ids, load_profiles

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "profile.schema.json").read_text())
FILES = sorted(DATA_FOLDER.glob("*.yaml"))


def _profile(name: str, **overrides: object) -> Profile:
    profile = load_profiles({name: overrides}).get(name)  # type: ignore[dict-item]
    assert profile is not None
    return profile


def test_schema_is_valid_for_its_metaschema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_data_file_is_valid_for_the_schema(path: Path) -> None:
    data = yaml.safe_load(path.read_text())
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    assert data["id"] == path.stem
    assert data["default_ratio"] in data.get("ratios", data["sizes"][data["default_tier"]])


def test_every_model_of_the_seed_documents_has_a_profile() -> None:
    assert {
        "wan2.6-t2v", "wan2.6-t2v-us", "wan2.5-t2v-preview", "wan2.2-t2v-plus", "wanx2.1-t2v-turbo",
        "wanx2.1-t2v-plus", "wan2.6-r2v", "wan2.6-r2v-flash", "wan2.7-t2v", "wan2.7-r2v", "wan3.0-video",
    } <= set(known_ids())  # fmt: skip


def test_schema_knows_exactly_the_keys_that_the_code_knows() -> None:
    assert set(SCHEMA["properties"]) == FIELDS == {field.name for field in fields(Profile)}
    assert set(SCHEMA["properties"]["audio"]["properties"]) == {field.name for field in fields(Audio)}
    assert set(SCHEMA["properties"]["references"]["properties"]) == {field.name for field in fields(References)}


def test_alias_finds_its_profile_and_is_sent_as_written() -> None:
    profiles = load_profiles()
    profile = profiles.get("wan2.1-t2v-turbo")
    assert profile is not None
    assert profile.id == "wanx2.1-t2v-turbo"
    assert profiles.wire_name("wan2.1-t2v-turbo") == "wan2.1-t2v-turbo"
    assert profiles.wire_name("wanx2.1-t2v-turbo") == "wanx2.1-t2v-turbo"


def test_a_projects_own_name_is_sent_as_what_it_stands_for() -> None:
    profiles = load_profiles(
        models={
            "cheap": ModelAlias("wan2.6-t2v"),
            "next": ModelAlias("wan2.7-t2v", send="wan2.7-t2v-2027-01-01"),
        }
    )
    assert profiles.wire_name("cheap") == "wan2.6-t2v"
    assert profiles.wire_name("next") == "wan2.7-t2v-2027-01-01"
    found = profiles.get("next")
    assert found is not None
    assert found.id == "wan2.7-t2v"


def test_unknown_name_has_no_profile_but_a_nearest_name() -> None:
    profiles = load_profiles()
    assert profiles.get("wan2.6-tv2") is None
    assert profiles.nearest("wan2.6-tv2") == "wan2.6-t2v"
    assert profiles.nearest("sora") is None


def test_wan26_readings_of_the_conflicts_are_the_safe_ones() -> None:
    profile = _profile("wan2.6-t2v")
    assert (profile.durations.minimum, profile.durations.maximum) == (2, 15)
    assert list(profile.sizes["720P"]) == ["16:9", "9:16", "1:1", "4:3", "3:4"]
    assert not profile.audio.none
    assert (profile.submits_per_s, profile.concurrent_tasks) == (5.0, 5)


@pytest.mark.parametrize(("milliseconds", "seconds"), [(1, 5), (5000, 5), (5001, 10), (10000, 10), (10001, None)])
def test_listed_durations_round_up_to_the_next_one(milliseconds: int, seconds: int | None) -> None:
    assert _profile("wan2.5-t2v-preview").durations.shortest_for(milliseconds) == seconds


def test_price_by_region_tier_and_silence() -> None:
    profiles = load_profiles()
    flash = profiles.get("wan2.6-r2v-flash")
    assert flash is not None
    loud = profiles.price(flash, "beijing", "720P", silent=False)
    quiet = profiles.price(flash, None, "720P", silent=True)
    assert loud is not None
    assert quiet is not None
    assert (loud.per_second, quiet.per_second) == (Decimal("0.3"), Decimal("0.15"))
    assert loud.date == "2026-07-25"
    assert profiles.price(flash, "virginia", "720P", silent=False) is None


def test_override_replaces_a_field_and_merges_nested_ones() -> None:
    profile = _profile(
        "wan2.6-t2v",
        durations={"allowed": [5, 10, 15]},
        audio={"none": True, "switch": "audio"},
        sizes={"1080P": {"4:3": None, "3:4": None}},
        prices={
            "beijing": {
                "currency": "CNY",
                "date": "2027-01-01",
                "source": "own",
                "per_second": {"720P": 0.55},
            }
        },
    )
    assert profile.durations.allowed == (5, 10, 15)
    assert (profile.audio.auto, profile.audio.none, profile.audio.switch) == (True, True, "audio")
    assert list(profile.sizes["1080P"]) == ["16:9", "9:16", "1:1"]
    assert "4:3" in profile.sizes["720P"]
    by_region = {(price.region, price.tier): price.per_second for price in profile.prices}
    assert by_region["beijing", "720P"] == Decimal("0.55")
    assert ("beijing", "1080P") not in by_region
    assert ("singapore", "1080P") in by_region


def test_an_override_of_one_model_leaves_the_shipped_one_alone() -> None:
    _profile("wan2.6-t2v", audio={"none": True}, sizes={"720P": None})
    assert not _profile("wan2.6-t2v").audio.none
    assert "720P" in _profile("wan2.6-t2v").sizes
