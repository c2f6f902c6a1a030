"""The backends by name. A concrete one is imported when it is asked for: checking a storyboard needs no
aiohttp."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wanboard.backends.base import Backend


def _dashscope() -> Backend:
    from wanboard.backends.dashscope import DashScopeBackend  # noqa: PLC0415

    return DashScopeBackend()


def _gateway() -> Backend:
    from wanboard.backends.gateway import GatewayBackend  # noqa: PLC0415

    return GatewayBackend()


def _animatic() -> Backend:
    from wanboard.backends.animatic import AnimaticBackend  # noqa: PLC0415

    return AnimaticBackend()


BACKENDS: Mapping[str, Callable[[], Backend]] = {
    "dashscope": _dashscope,
    "gateway": _gateway,
    "animatic": _animatic,
}

# Seconds between two questions about one task that gain nothing when shortened; backends that are not named
# have none.
POLL_INTERVAL_S: Mapping[str, float] = {"gateway": 5.0}


def backend_named(name: str) -> Backend:
    """Raises: KeyError for a name that is not in `BACKENDS`."""
    return BACKENDS[name]()
