"""The one door to moviepy, PyAV, Pillow and numpy: probing, drawing, encoding, sound, MP4 tables.

Consumes and gives plain data and files. It must not know storyboards, requests or where a project keeps its things.
moviepy is loaded only by `compose`, which is loaded only where something is drawn.
"""
