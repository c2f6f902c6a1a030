"""What a project file says about models (`prices`, `quotas`, `profiles`), as one set of overrides a profile.
No I/O."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from collections.abc import Mapping as MappingType

from wanboard.diagnostics import Diagnostic, Span
from wanboard.profiles.profile import Profile, References
from wanboard.profiles.registry import ModelAlias, known_ids, load_profiles
from wanboard.source.nodes import Data, Mapping, to_data

SOURCE = "wanboard.yaml"
_SECTIONS = ("profiles", "quotas", "prices")  # a later one wins


def overrides_of(root: Mapping, models: MappingType[str, ModelAlias]) -> tuple[dict[str, Data], tuple[Diagnostic, ...]]:
    """Overrides by profile id. A section may name a model by its id, an alias, or the project's own name for
    it."""
    shipped = load_profiles(models={name: a for name, a in models.items() if a.profile in known_ids()})
    merged: dict[str, dict[str, Data]] = {}
    places: dict[str, Span] = {}
    found: list[Diagnostic] = []
    for section in _SECTIONS:
        node = root.get(section)
        if not isinstance(node, Mapping):
            continue
        for name, entry in node.entries.items():
            profile = shipped.get(name)
            if profile is None:
                near = shipped.nearest(name)
                hint = f"did you mean '{near}'?" if near else f"known are {', '.join(known_ids())}"
                message = f"no profile describes a model '{name}'"
                found.append(Diagnostic("WB441", message, entry.key.span, hint))
                continue
            places.setdefault(profile.id, entry.key.span)
            _lay(merged.setdefault(profile.id, {}), section, to_data(entry.value))
    overrides: dict[str, Data] = {**merged}
    for name, span in places.items():
        missing = _missing(shipped.get(name), merged[name])
        if missing:
            problems = [f"references: it has none so far, so {', '.join(missing)} are needed too"]
        else:
            changed = load_profiles(overrides).get(name)
            problems = list(_contradictions(changed)) if changed else []
        found += [Diagnostic("WB442", f"{name}: {problem}", span) for problem in problems]
    return overrides, tuple(found)


def _lay(fields: dict[str, Data], section: str, data: Data) -> None:
    if not isinstance(data, dict):
        return
    if section != "prices":
        fields.update(data)
        return
    prices = fields.get("prices")
    regions = {**prices} if isinstance(prices, dict) else {}
    for region, listed in data.items():
        regions[region] = {"source": SOURCE, **listed} if isinstance(listed, dict) else listed
    fields["prices"] = regions


def _missing(shipped: Profile | None, fields: MappingType[str, Data]) -> list[str]:
    """What an override leaves out of the references of a model that took none."""
    written = fields.get("references")
    if shipped is None or shipped.references is not None or not isinstance(written, dict):
        return []
    needed = [f.name for f in dataclasses.fields(References) if f.default is dataclasses.MISSING]
    return [name for name in needed if name not in written]


def _contradictions(profile: Profile) -> Iterator[str]:
    """What the schema cannot see in a profile: fields that do not go together."""
    if profile.default_tier not in profile.sizes:
        yield f"default_tier {profile.default_tier} is not among its sizes ({', '.join(profile.sizes)})"
    if profile.default_ratio not in profile.ratios:
        yield f"default_ratio {profile.default_ratio} is not among its ratios ({', '.join(profile.ratios)})"
    if profile.durations.minimum > profile.durations.maximum:
        yield f"durations: minimum {profile.durations.minimum} is above maximum {profile.durations.maximum}"
    if profile.kind == "r2v" and profile.references is None:
        yield "references: a reference-to-video model takes some"
    if not profile.audio.auto and not profile.audio.none:
        yield "audio: it makes no sound and cannot be silent either"
