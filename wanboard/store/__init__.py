"""What survives a crash: the ledger of every request, the takes' files, the lock beside a storyboard.

Consumes records and files, produces the same again later. Knows requests, not storyboards; never talks to a
service and never decides what happens next (that is `wanboard.execute`).
"""
