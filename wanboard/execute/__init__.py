"""Requests to takes, concurrently, each paid for once.

Consumes jobs (a request and what its take must be), a backend's session, the ledger and the media store;
produces a result for each job, and events on the way. Knows requests, not storyboards; prints nothing. What a
submission may become is in `state` (pure); what waits and who goes first is in `pace` and `lanes`; the order
of steps is in `scheduler`.
"""
