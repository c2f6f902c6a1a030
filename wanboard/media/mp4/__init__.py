"""MP4 files as tables of samples: read from takes, written for the film, bytes moved and never decoded.

`read` gives where each sample of a file lies and when it is shown, `h264` what its parameter sets say,
`write` makes a file of ranges of other files. Standard library only.

Why not the media library's muxer: one H.264 track of takes from different encoders needs several sample
entries, which it cannot write, and every packet would pass through Python. This package is what that costs.
"""
