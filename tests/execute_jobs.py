"""Jobs to run in tests: small clips of a cheap model, and what they need around them."""

from __future__ import annotations

from decimal import Decimal

from wanboard.execute.jobs import Job
from wanboard.plan.request import Cost, Expected, Request

MODEL = "wan2.6-t2v"


def make_job(number: int, *, take: int = 1, seconds: int = 2, model: str = MODEL, prompt: str | None = None) -> Job:
    request = Request(
        model=model,
        protocol="legacy",
        prompt=prompt or f"clip {number}: rain on a window",
        negative_prompt=None,
        parameters={"size": "1280*720", "duration": seconds, "seed": 7 + take - 1, "watermark": False},
    )
    base = Request(request.model, "legacy", request.prompt, None, {**request.parameters, "seed": 7})
    return Job(
        key=f"film/{number}",
        label=f"shot-{number:02}",
        number=number,
        request=request,
        fingerprint=base.fingerprint,
        take=take,
        expected=Expected(float(seconds), 1280, 720, None),
        billed_s=seconds,
        cost=Cost(Decimal("0.6") * seconds, "CNY", Decimal("0.6"), "2026-11-21", "test"),
        storyboard="film.yaml",
        context={"shots": [f"shot-{number:02}"]},
    )
