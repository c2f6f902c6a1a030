"""Data to Storyboard: types, defaults resolved once, checks of one rule each.

Consumes a loaded tree that satisfies the schema; produces a `Storyboard` and diagnostics. Looks at files
only to see whether they are there. Knows no model profile: what a model accepts is judged by
`wanboard.plan`.
"""
