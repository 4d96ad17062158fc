"""Scores of samples by the exported module in a folder, as JSON."""

import json
import sys
from pathlib import Path

import torch

folder = Path(sys.argv[1])
sys.path.insert(0, str(folder))
from motifsmith_network import MotifsmithNetwork  # noqa: E402

network = MotifsmithNetwork.load(folder / "weights.safetensors")
samples = json.loads((folder / "samples.json").read_text())
longest = max(sample["steps"] for sample in samples)
inputs = torch.zeros(len(samples), longest, network.architecture["inputs"])
for counts, sample in zip(inputs, samples):
    for step, channel in sample["events"]:
        counts[step, channel] += 1
steps = torch.tensor([sample["steps"] for sample in samples])
with torch.no_grad():
    print(json.dumps(network(inputs, steps).tolist()))
