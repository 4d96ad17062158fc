"""Runs the Dataset of the documents (snippet.py) in a folder with spikes.npz, and prints what it gives as JSON.

Usage: run_dataset.py FOLDER
"""
import json
import os
import sys

os.chdir(sys.argv[1])
names = {}
exec(open("snippet.py").read(), names)


def plain(matrix, label):
    assert set(matrix.unique().tolist()) <= {0.0, 1.0}
    ones = [row.nonzero().flatten().tolist() for row in matrix]
    return {"label": label, "shape": list(matrix.shape), "ones": ones}


sets = [names["SpikeTrains"]("spikes.npz", step_ms=2, split=split) for split in (0, 1)]
inputs, lengths = names["inputs"], names["lengths"]
behind = sum(inputs[k, length:].abs().sum().item() for k, length in enumerate(lengths.tolist()))
print(json.dumps({
    "splits": [[plain(*sample) for sample in (each[k] for k in range(len(each)))] for each in sets],
    "batch": {"shape": list(inputs.shape), "lengths": lengths.tolist(), "behind": behind},
}))
