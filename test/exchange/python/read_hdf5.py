"""Prints what h5py finds in an HDF5 file, then changes and extends the file, and checks the result.

Usage: read_hdf5.py FILE

Texts are printed in full, numbers as the SHA-256 of their bytes.
"""
import hashlib
import json
import sys

import h5py
import numpy as np


def describe(dataset):
    shape = list(dataset.shape)
    if h5py.check_string_dtype(dataset.dtype):
        texts = np.asarray(dataset.asstr()[()], dtype=object).ravel().tolist()
        return {"shape": shape, "texts": texts}
    return {"shape": shape, "sha256": hashlib.sha256(dataset[()].tobytes()).hexdigest()}


def contents(file):
    found = {}

    def visit(path, member):
        if isinstance(member, h5py.Dataset):
            found[path] = describe(member)

    file.visititems(visit)
    return found


with h5py.File(sys.argv[1], "r") as file:
    found = contents(file)
    print(json.dumps(found))
paths = list(found)
with h5py.File(sys.argv[1], "r+") as file:
    for path in paths[::3]:
        del file[path]
    file["added/here"] = np.arange(10)
    file["added/text"] = "text"
with h5py.File(sys.argv[1], "r") as file:
    after = contents(file)
kept = {path: entry for path, entry in found.items() if path not in paths[::3]}
added = {path: after.pop(path) for path in ("added/here", "added/text")}
assert after == kept and added["added/text"]["texts"] == ["text"], "the file was damaged by changes"
