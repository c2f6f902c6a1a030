"""movis as its documentation joins clips."""

import json
import sys

import movis as mv

said = json.loads(sys.argv[1])
scenes = [mv.layer.Video(path) for path in said["clips"]]
mv.concatenate(scenes).write_video(said["target"])
