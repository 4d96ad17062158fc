"""Spikes and classes of networks, as the exported module computes them.

Usage: pytorch_network.py FOLDER, which has the exports 0, 1, … and the samples in cases.json
"""
import json
import pathlib
import sys

import torch

folder = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(folder / "0"))
from motifsmith_network import MotifsmithNetwork  # noqa: E402

results = []
for k, samples in enumerate(json.loads((folder / "cases.json").read_text())):
    network = MotifsmithNetwork.load(folder / str(k) / "weights.safetensors")
    steps = torch.tensor([sample["steps"] for sample in samples])
    inputs = torch.zeros(len(samples), steps.max(), network.architecture["inputs"])
    for b, sample in enumerate(samples):
        for t, channel in sample["events"]:
            inputs[b, t, channel] += 1
    with torch.no_grad():
        layers = network.simulate(inputs)
        classes = network(inputs, steps).argmax(1)
    results.append(
        {
            "classes": classes.tolist(),
            "spikes": [
                [spikes[b, : steps[b]].nonzero().tolist() for spikes in layers]
                for b in range(len(samples))
            ],
        }
    )
    # What is saved is what was loaded.
    network.save(folder / str(k) / "again.safetensors")
print(json.dumps(results))
