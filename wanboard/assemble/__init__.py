"""takes → film.

Consumes a `FilmSpec` (segments of takes, in frames of the film) and gives one verified file. What no one changes is
copied, what changes is drawn, the sound is mixed once; `build` has the order. It must not know storyboards, clips or
backends, and it touches media only through `wanboard.media`.
"""
