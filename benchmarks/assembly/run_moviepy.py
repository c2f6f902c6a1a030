"""moviepy as its documentation joins clips."""

import json
import sys

from moviepy import VideoFileClip, concatenate_videoclips, vfx

said = json.loads(sys.argv[1])
clips = [VideoFileClip(path) for path in said["clips"]]
fade = said["fade_s"]
if fade:
    clips = [clips[0], *(clip.with_effects([vfx.CrossFadeIn(fade)]) for clip in clips[1:])]
film = concatenate_videoclips(clips, method="compose" if fade else said["method"], padding=-fade)
film.write_videofile(said["target"], fps=30, logger=None, threads=2)
