"""Reads a folder that `motifsmith data convert --events` wrote, as the documents say, and prints it as JSON.

Usage: read_events.py FOLDER
"""
import json
import sys

import numpy

folder = sys.argv[1]
described = json.load(open(f"{folder}/events.json"))
data = [(numpy.load(f"{folder}/{one['file']}"), one["label"]) for one in described["recordings"]]
print(json.dumps({
    "sensor_size": described["sensor_size"],
    "arrays": [
        {"label": label, **{name: events[name].tolist() for name in events.dtype.names}} for events, label in data
    ],
}))
