"""What the exported module says of files and inputs that it cannot run.

Usage: pytorch_refusals.py FOLDER, an export
"""
import json
import math
import pathlib
import sys

import torch

folder = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(folder))
from motifsmith_network import MotifsmithNetwork  # noqa: E402


def refusal(action):
    try:
        action()
    except ValueError as error:
        return str(error)
    return "accepted"


network = MotifsmithNetwork.load(folder / "weights.safetensors")
inputs = network.architecture["inputs"]
found = [refusal(lambda: network(torch.zeros(1, 2, inputs + 1)))]
damages = [
    (network.neurons[0].tau, 0.0),
    (network.neurons[0].resistance, math.nan),
    (network.output.feedforward.data, math.inf),
]
for tensor, value in damages:
    before = tensor.clone()
    tensor.view(-1)[0] = value
    network.save(folder / "damaged.safetensors")
    tensor.copy_(before)
    found.append(refusal(lambda: MotifsmithNetwork.load(folder / "damaged.safetensors")))
print(json.dumps(found))
