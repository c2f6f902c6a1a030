"""The profiles by name: read when asked for, with a project's overrides laid over them.

Consumes `data/*.yaml` and plain data from the project file; produces `Profile`. Reads files, nothing else.
The data files are held against `schemas/profile.schema.json` in the tests, a project's overrides when the
project file is read; so nothing is validated here and reading stays fast.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from wanboard.profiles.build import build
from wanboard.profiles.profile import Price, Profile
from wanboard.source.nodes import Data

DATA_FOLDER = Path(__file__).parent / "data"
DEFAULT_REGION = "beijing"  # where the service's own software sends what names no region
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclasses.dataclass(frozen=True, slots=True)
class ModelAlias:
    """A project's own name for a model. `send` is the name that goes to the service, None for the profile's
    id."""

    profile: str
    send: str | None = None


def known_ids() -> tuple[str, ...]:
    """The ids of the shipped profiles, sorted; reads the folder, not the files."""
    return _ids()


def load_profiles(
    overrides: Mapping[str, Data] | None = None, models: Mapping[str, ModelAlias] | None = None
) -> Profiles:
    """The shipped profiles with a project's overrides (profile id to fields) and model names laid over them.

    Nothing is read before it is asked for. An override replaces a field; `sizes`, `audio` and `references`
    merge key by key; a region's price list is replaced as a whole, so that one date stands for all of it.
    null removes a tier, a ratio or a region's prices.
    """
    return Profiles(overrides or {}, models or {})


class Profiles:
    """Every model wanboard knows. Iteration is by id; looking up goes by id, alias or the project's own
    name."""

    def __init__(self, overrides: Mapping[str, Data], models: Mapping[str, ModelAlias]) -> None:
        self._overrides = overrides
        self._models = models
        self._built: dict[str, Profile] = {}
        self._aliases: dict[str, str] | None = None

    def get(self, name: str) -> Profile | None:
        """The profile of a model name, None for an unknown one."""
        own = self._models.get(name)
        if own is not None:
            name = own.profile
        if name in _ids():
            return self._profile(name)
        target = self._alias_table().get(name)
        return self._profile(target) if target else None

    def wire_name(self, name: str) -> str:
        """The model name to send for the name an author wrote: a model's id and its known aliases go as they
        are written (one service calls a model wanx2.1, another wan2.1); a project's own name goes as what it
        stands for."""
        own = self._models.get(name)
        return (own.send or own.profile) if own else name

    def names(self) -> tuple[str, ...]:
        """Every name that `get` knows, sorted."""
        return tuple(sorted({*_ids(), *self._alias_table(), *self._models}))

    def nearest(self, name: str) -> str | None:
        """The known name most like an unknown one, None where none is near."""
        matches = difflib.get_close_matches(name.lower(), self.names(), n=1, cutoff=0.5)
        return matches[0] if matches else None

    def __iter__(self) -> Iterator[Profile]:
        return (self._profile(name) for name in _ids())

    def price(self, profile: Profile, region: str | None, tier: str, silent: bool) -> Price | None:
        """What a second costs in a region (None: Beijing, or the model's own where Beijing lacks it) at a
        tier, `per_second` being the price to pay: the silent one where silence is cheaper and asked for. None
        where no price is known."""
        wanted = region or (DEFAULT_REGION if DEFAULT_REGION in profile.regions else profile.regions[0])
        for price in profile.prices:
            if price.region == wanted and price.tier == tier:
                if silent and price.silent_per_second is not None:
                    return dataclasses.replace(price, per_second=price.silent_per_second)
                return price
        return None

    def _profile(self, name: str) -> Profile:
        if name not in self._built:
            data = _read(name)
            override = self._overrides.get(name)
            if isinstance(override, dict):
                data = _merged(data, override)
            self._built[name] = build(data)
        return self._built[name]

    def _alias_table(self) -> dict[str, str]:
        if self._aliases is None:
            sent = {own.send: own.profile for own in self._models.values() if own.send}
            self._aliases = {alias: profile.id for profile in self for alias in profile.aliases} | sent
        return self._aliases


@cache
def _ids() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in DATA_FOLDER.glob("*.yaml")))


@cache
def _read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.load((DATA_FOLDER / f"{name}.yaml").read_bytes(), Loader=_Loader)
    return data


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        inner = result.get(key)
        inner = inner if isinstance(inner, dict) else {}
        if key == "sizes":
            result[key] = _without_null(inner | {t: _laid_over(inner.get(t), v) for t, v in value.items()})
        elif key == "prices":
            result[key] = _without_null(inner | value)
        elif key in ("audio", "references") and isinstance(value, dict):
            result[key] = inner | value
        else:
            result[key] = value
    return result


def _laid_over(base: Mapping[str, Any] | None, over: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if over is None else _without_null({**(base or {}), **over})


def _without_null(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None}
