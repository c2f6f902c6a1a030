"""The colours of a card's text and frame."""

WHITE = (246, 247, 250)
GREY = (168, 174, 186)
FAINT = (122, 129, 142)
ACCENT = (255, 176, 72)
DARK = (13, 15, 19)
