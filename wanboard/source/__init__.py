"""Text to data with positions.

Consumes files; produces a tree of `nodes` in which every key and value knows where it was written, with
includes merged, and the text of each file read. Knows nothing of what a storyboard means: no schema, no
model.
"""
