"""Which backend, where, as whom: the command line, the environment and the project file, in that order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wanboard.backends.base import Backend
from wanboard.backends.regions import HOSTS, region_of
from wanboard.errors import RefusedError, UsageError
from wanboard.plan.clip import Clip
from wanboard.plan.request import Request
from wanboard.project.load import Project

KEY = "DASHSCOPE_API_KEY"
BASE_URL = "DASHSCOPE_HTTP_BASE_URL"
GATEWAY_KEY = "WANBOARD_GATEWAY_KEY"
GATEWAY_URL = "WANBOARD_GATEWAY_URL"
DEFAULT_REGION = "beijing"


@dataclass(frozen=True, slots=True)
class Service:
    """A backend by name, and what is needed to open it. `key` never appears in `repr`.

    `remark` is what the user must be told about the choice (e.g. that there is no key); None where it is
    plain.
    """

    backend: str
    region: str
    workspace: str | None
    url: str | None  # from the environment or the project; None: the region's own
    key: str | None = field(repr=False)
    remark: str | None = None

    def require_key(self) -> str:
        """Raises: RefusedError where no key is set."""
        if self.key:
            return self.key
        name = GATEWAY_KEY if self.backend == "gateway" else KEY
        raise RefusedError(
            f"no key for the {self.backend} backend: {name} is not set",
            hint="set it, or use --backend animatic, which needs none",
        )


def region_asked(region: str | None, env: Mapping[str, str]) -> str | None:
    """The region that the command line names, else the one whose host the environment gives; None where neither says.

    Raises: UsageError where the two are of different regions, since key, model and address must be of one.
    """
    url = _value(env, BASE_URL)
    host = region_of(f"{url.rstrip('/')}/") if url else None
    if region and host and region != host:
        raise UsageError(
            f"--region {region} and {BASE_URL}, which is a host of {host}, are of different regions",
            hint="key, model and address must be of one region: leave one of the two out",
        )
    return region or host


def impossible(service: Service, backend: Backend, clip: Clip, request: Request, project: Project) -> list[str]:
    """Why a clip's request cannot be sent at all, one sentence each; known before anything is spent."""
    found = list(backend.cannot(request))
    profile = project.profiles.get(clip.scene.render.model)
    if profile is not None and profile.workspace_only and _on_a_public_host(service):
        found.append(f"{profile.id} is on workspace hosts only: give --workspace, or workspace in wanboard.yaml")
    return found


def _on_a_public_host(service: Service) -> bool:
    if service.backend != "dashscope":
        return False
    if service.url:
        return any(f"://{host}/" in f"{service.url}/" for host in HOSTS.values())
    return not service.workspace


def choose_service(
    requested: str,
    region: str | None,
    workspace: str | None,
    project: Project,
    env: Mapping[str, str],
    *,
    planning: bool = False,
) -> Service:
    """The service a command works with.

    `auto` is dashscope where a key is set, else the animatic. While `planning` nothing is sent, so that a
    plan needs no key: it is made for dashscope all the same. Raises: UsageError for a gateway without a
    URL.
    """
    name = requested if requested != "auto" else project.backend or "auto"
    region = region_asked(region, env) or project.region or DEFAULT_REGION
    workspace = workspace or project.workspace
    key = _value(env, KEY)
    if name == "auto":
        if key or planning:
            name = "dashscope"
        else:
            remark = f"No key ({KEY} is not set): drawing the ANIMATIC instead of generating. Nothing is sent or paid."
            return Service("animatic", region, workspace, None, None, remark)
    if name == "gateway":
        url = _value(env, GATEWAY_URL) or project.gateway_url
        if not url and not planning:
            raise UsageError(
                "the gateway backend needs an address", hint=f"set {GATEWAY_URL}, or gateway.url in wanboard.yaml"
            )
        return Service(name, region, workspace, url, _value(env, GATEWAY_KEY))
    if name == "animatic":
        return Service(name, region, workspace, None, None)
    note = None
    if planning and not key:
        note = f"{KEY} is not set: this is what a paid build would do; without a key, build draws the animatic."
    return Service(name, region, workspace, _value(env, BASE_URL), key, note)


def _value(env: Mapping[str, str], name: str) -> str | None:
    return (env.get(name) or "").strip() or None
