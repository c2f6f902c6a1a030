"""Cards: a shot as plain data → a moving picture with sound, drawn locally.

Consumes `card.Card`, gives RGB frames (`draw`), sound (`sound`) and a file (`render`). `card` imports
nothing heavy, so that requests can be built without a media library. Nothing here knows storyboards, tasks
or files other than the board.
"""
