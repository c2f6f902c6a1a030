"""The film's sound as copied packets, where nothing in it has to be mixed.

A packet is 1024 samples, so a cut in the sound falls up to half a packet beside the picture's. That does not add
up: the film's packets lie on one clock, and for each the take's packet nearest to its time is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from wanboard.assemble.film import FilmSpec
from wanboard.assemble.spans import starts_of
from wanboard.assemble.takes import Prepared
from wanboard.media import aac
from wanboard.media.mp4.index import aac_entry
from wanboard.media.mp4.read import Unfit
from wanboard.media.mp4.tracks import Samples, Track
from wanboard.media.packets import Packets, read_packets
from wanboard.media.voices import AAC_FRAME


def why_mixed(spec: FilmSpec) -> str | None:
    """What in the film asks for its sound to be mixed, in words; None where it can be copied."""
    if spec.music is not None:
        return "the film has music"
    if any(segment.join.kind != "cut" and segment.join.frames for segment in spec.segments):
        return "there are transitions"
    if any(segment.sound is not None for segment in spec.segments):
        return "a scene has a recording of its own"
    if any(segment.mute for segment in spec.segments):
        return "a take is muted"
    return None


def copied_track(spec: FilmSpec, prepared: Mapping[Path, Prepared], first_frames: Sequence[int]) -> Track:
    """Raises: Unfit with the reason where packets do not fit together."""
    read: dict[Path, Packets] = {}
    for segment in spec.segments:
        if segment.take not in read:
            read[segment.take] = read_packets(segment.take)
    kinds = {(p.config, p.rate, p.channels) for p in read.values()}
    if len(kinds) > 1:
        raise Unfit("the takes' sound differs in rate or settings")
    config, rate, channels = next(iter(kinds))
    origins = [
        round((prepared[segment.take].first_s + first / spec.fps) * rate)
        for segment, first in zip(spec.segments, first_frames, strict=True)
    ]
    length = round(spec.frames * rate / spec.fps)
    first = read[spec.segments[0].take]
    # So that the first segment is in place to the sample; at least a packet, for the decoder to settle.
    priming = AAC_FRAME + (origins[0] - first.begins) % AAC_FRAME
    samples = Samples()
    slot = 0
    for segment, start, origin in zip(spec.segments, starts_of(spec), origins, strict=True):
        packets = read[segment.take]
        at = round(start * rate / spec.fps)
        end = round((start + segment.frames) * rate / spec.fps)
        last = start + segment.frames == spec.frames
        stop = -(-(end + priming) // AAC_FRAME) if last else round((end + priming) / AAC_FRAME)
        number = round((slot * AAC_FRAME - priming - at + origin - packets.begins) / AAC_FRAME)
        wanted = range(number, number + stop - slot)
        if wanted.start < -1 or wanted.stop > len(packets.track) + 1:
            raise Unfit("a take's sound is shorter than its picture")
        chosen = [min(max(n, 0), len(packets.track) - 1) for n in wanted]
        samples.extend(
            packets.path,
            [packets.track.offsets[n] for n in chosen],
            [packets.track.sizes[n] for n in chosen],
        )
        slot = stop
    entry = aac_entry(config, rate, channels, aac.BIT_RATE)
    return Track("soun", samples, rate, AAC_FRAME, [entry], priming, length)
