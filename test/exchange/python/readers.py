"""Runs NIR files in the readers that they are made for, with the readers' own importers.

Usage: readers.py CASES.json
    CASES.json: [{"reader": "snntorch" or "norse", "graph": FILE, "dt": seconds, "inputs": N,
                  "samples": [{"steps": T, "events": [[step, channel], ...]}, ...]}, ...]
    prints for each case and sample the output spikes, [[[step, neuron], ...], ...]
"""
import contextlib
import io
import json
import sys

import nir
import torch


def snntorch(graph, dt):
    from snntorch.import_nir import import_from_nir

    return import_from_nir(graph)


def norse(graph, dt):
    import norse.torch

    return norse.torch.from_nir(graph, dt=dt)


READERS = {"snntorch": snntorch, "norse": norse}


def spikes(case, sample):
    # A fresh network for each sample: snnTorch keeps its state in the modules.
    network = READERS[case["reader"]](nir.read(case["graph"]), case["dt"])
    events = torch.zeros(sample["steps"], 1, case["inputs"])
    for step, channel in sample["events"]:
        events[step, 0, channel] += 1
    found, state = [], None
    for step in range(sample["steps"]):
        output, state = network(events[step], state)
        output = output[0] if isinstance(output, tuple) else output
        found += [[step, neuron] for neuron in torch.nonzero(output[0] > 0).flatten().tolist()]
    return found


torch.set_num_threads(1)
with torch.no_grad(), contextlib.redirect_stdout(io.StringIO()):
    results = [
        [spikes(case, sample) for sample in case["samples"]]
        for case in json.load(open(sys.argv[1]))
    ]
print(json.dumps(results))
