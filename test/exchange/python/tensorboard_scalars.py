"""Reads a folder of event files with TensorBoard's own reader and prints what it finds, as JSON.

Usage: tensorboard_scalars.py FOLDER
"""
import json
import sys

from tensorboard.backend.event_processing.event_multiplexer import EventMultiplexer

# 0: keep everything.
multiplexer = EventMultiplexer(size_guidance={"scalars": 0, "histograms": 0, "images": 0})
multiplexer.AddRunsFromDirectory(sys.argv[1]).Reload()
found = {}
for run, tags in multiplexer.Runs().items():
    scalars = {t: [[e.step, e.wall_time, e.value] for e in multiplexer.Scalars(run, t)] for t in tags["scalars"]}
    histograms = {
        t: [[e.step, e.histogram_value.num, sum(e.histogram_value.bucket)] for e in multiplexer.Histograms(run, t)]
        for t in tags["histograms"]
    }
    images = {
        t: [[e.step, e.width, e.height, e.encoded_image_string[:8].hex()] for e in multiplexer.Images(run, t)]
        for t in tags["images"]
    }
    found[run] = {"scalars": scalars, "histograms": histograms, "images": images}
print(json.dumps(found))
