"""The only package that knows the order of the stages.

`front`     load → validate → build the model → check → pack → write prompts → fingerprint
`service`   which backend, where, as whom
`choose`    selections; which take each clip uses
`desk`      ledger, media store and locks of a project, opened together
`forecast`  what `build` would do, and why
`generate`  clips → takes, through the ledger
`animatic`  shots → cards → takes, drawn locally
`film`      clips and their takes → film
"""
