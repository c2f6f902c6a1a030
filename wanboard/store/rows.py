"""Records to the ledger's columns and back. Raises StateError where a row is not what this version writes."""

from __future__ import annotations

import json
import sqlite3
from decimal import Decimal, InvalidOperation

from wanboard.errors import StateError
from wanboard.plan.request import Cost
from wanboard.store.record import Origin, Owner, Record, State

COLUMNS = (
    *("fingerprint", "take", "family", "backend", "account", "region", "paid", "model", "storyboard", "clip"),
    *("request", "context", "state", "created_at", "changed_at", "planned_s"),
    *("cost_amount", "cost_currency", "cost_per_second", "cost_date", "cost_source", "attempts"),
    *("sent_at", "submitted_at", "finished_at", "task_id", "request_id", "video_url", "url_expires_at"),
    *("actual_prompt", "billed_s", "media", "media_bytes", "code", "message"),
    *("owner_token", "owner_host", "owner_pid", "owner_started", "lease_until"),
)


def to_row(record: Record) -> dict[str, object]:
    cost, owner = record.cost, record.owner
    return {
        "fingerprint": record.fingerprint,
        "take": record.take,
        "family": record.origin.family,
        "backend": record.origin.backend,
        "account": record.origin.account,
        "region": record.origin.region,
        "paid": int(record.origin.paid),
        "model": record.model,
        "storyboard": record.storyboard,
        "clip": record.clip,
        "request": _dump(record.request),
        "context": _dump(record.context),
        "state": record.state.value,
        "created_at": record.created_at,
        "changed_at": record.changed_at,
        "planned_s": record.planned_s,
        "cost_amount": str(cost.amount) if cost else None,
        "cost_currency": cost.currency if cost else None,
        "cost_per_second": str(cost.per_second) if cost else None,
        "cost_date": cost.date if cost else None,
        "cost_source": cost.source if cost else None,
        "attempts": record.attempts,
        "sent_at": record.sent_at,
        "submitted_at": record.submitted_at,
        "finished_at": record.finished_at,
        "task_id": record.task_id,
        "request_id": record.request_id,
        "video_url": record.video_url,
        "url_expires_at": record.url_expires_at,
        "actual_prompt": record.actual_prompt,
        "billed_s": record.billed_s,
        "media": record.media,
        "media_bytes": record.media_bytes,
        "code": record.code,
        "message": record.message,
        "owner_token": owner.token if owner else None,
        "owner_host": owner.host if owner else None,
        "owner_pid": owner.pid if owner else None,
        "owner_started": owner.started if owner else None,
        "lease_until": record.lease_until,
    }


def from_row(row: sqlite3.Row) -> Record:
    """Raises: StateError."""
    try:
        return Record(
            id=row["id"],
            fingerprint=row["fingerprint"],
            take=row["take"],
            origin=Origin(row["backend"], row["account"], row["region"], bool(row["paid"])),
            model=row["model"],
            storyboard=row["storyboard"],
            clip=row["clip"],
            request=json.loads(row["request"]),
            context=json.loads(row["context"]),
            state=State(row["state"]),
            created_at=row["created_at"],
            changed_at=row["changed_at"],
            planned_s=row["planned_s"],
            cost=_cost(row),
            attempts=row["attempts"],
            sent_at=row["sent_at"],
            submitted_at=row["submitted_at"],
            finished_at=row["finished_at"],
            task_id=row["task_id"],
            request_id=row["request_id"],
            video_url=row["video_url"],
            url_expires_at=row["url_expires_at"],
            actual_prompt=row["actual_prompt"],
            billed_s=row["billed_s"],
            media=row["media"],
            media_bytes=row["media_bytes"],
            code=row["code"],
            message=row["message"],
            owner=_owner(row),
            lease_until=row["lease_until"],
        )
    except (ValueError, TypeError, InvalidOperation) as error:
        raise StateError(
            f"row {row['id']} of the ledger cannot be read: {error}",
            hint="the ledger was changed by another program; restore .wanboard/ledger.sqlite3 from a backup",
        ) from error


def _cost(row: sqlite3.Row) -> Cost | None:
    if row["cost_amount"] is None:
        return None
    return Cost(
        amount=Decimal(row["cost_amount"]),
        currency=row["cost_currency"],
        per_second=Decimal(row["cost_per_second"]),
        date=row["cost_date"],
        source=row["cost_source"],
    )


def _owner(row: sqlite3.Row) -> Owner | None:
    if row["owner_token"] is None:
        return None
    return Owner(row["owner_token"], row["owner_host"], row["owner_pid"], row["owner_started"])


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
