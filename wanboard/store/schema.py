"""The ledger's tables, version by version, and the steps from one version to the next.

Rule for raising the version: any change of a table. Append the statements that lead from the last version to
the new one; never edit an older entry, since ledgers of that version exist on users' disks. A step may be
repeated without harm (IF NOT EXISTS).
"""

from __future__ import annotations

APPLICATION_ID = 0x77616E62  # "wanb": tells a ledger from any other SQLite file

STEPS: tuple[tuple[str, ...], ...] = (
    # 1
    (
        """
        CREATE TABLE IF NOT EXISTS submissions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            fingerprint TEXT NOT NULL,
            take INTEGER NOT NULL CHECK (take >= 1),
            family TEXT NOT NULL,
            backend TEXT NOT NULL,
            account TEXT NOT NULL,
            region TEXT,
            paid INTEGER NOT NULL,
            model TEXT NOT NULL,
            storyboard TEXT NOT NULL,
            clip TEXT NOT NULL,
            request TEXT NOT NULL,
            context TEXT NOT NULL,
            state TEXT NOT NULL,
            created_at REAL NOT NULL,
            changed_at REAL NOT NULL,
            planned_s INTEGER NOT NULL,
            cost_amount TEXT, cost_currency TEXT, cost_per_second TEXT, cost_date TEXT, cost_source TEXT,
            attempts INTEGER NOT NULL,
            sent_at REAL, submitted_at REAL, finished_at REAL,
            task_id TEXT, request_id TEXT,
            video_url TEXT, url_expires_at REAL,
            actual_prompt TEXT, billed_s REAL,
            media TEXT, media_bytes INTEGER,
            code TEXT, message TEXT,
            owner_token TEXT, owner_host TEXT, owner_pid INTEGER, owner_started INTEGER, lease_until REAL
        ) STRICT
        """,
        """ CREATE UNIQUE INDEX IF NOT EXISTS one_live_row ON submissions (family, fingerprint, take) WHERE
        state IN ( 'intent', 'sending', 'ambiguous', 'submitted', 'missing', 'succeeded', 'rejected',
        'stored') """,
        "CREATE INDEX IF NOT EXISTS by_fingerprint ON submissions (fingerprint, take)",
        "CREATE INDEX IF NOT EXISTS by_state ON submissions (state)",
        "CREATE INDEX IF NOT EXISTS by_storyboard ON submissions (storyboard)",
    ),
    # 2: settling and looking for lost tasks ask which tasks are known
    ("CREATE INDEX IF NOT EXISTS by_task ON submissions (task_id)",),
    # 3: where local files already lie at the service
    (
        """
        CREATE TABLE IF NOT EXISTS uploads (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            identity TEXT NOT NULL,
            model TEXT NOT NULL,
            account TEXT NOT NULL,
            url TEXT NOT NULL,
            expires_at REAL NOT NULL,
            size INTEGER NOT NULL,
            created_at REAL NOT NULL
        ) STRICT
        """,
        "CREATE INDEX IF NOT EXISTS uploads_by_content ON uploads (identity, model, account)",
    ),
)
VERSION = len(STEPS)
