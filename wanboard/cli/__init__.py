"""argv → pipeline → text, JSON, exit code.

`options` parses into an options object, `main` maps errors to exit codes in one place, `commands/` holds
one module a command, `screen` decides what goes to stdout and stderr, `progress` draws long work.
"""
