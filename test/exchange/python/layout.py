"""Prints every data set of an HDF5 file with its shape and element type, as JSON.

Usage: layout.py FILE
"""
import json
import sys

import h5py


def describe(dataset):
    string = h5py.check_string_dtype(dataset.dtype)
    if string is None:
        kind = str(dataset.dtype)
    else:
        kind = "variable-length string" if string.length is None else f"string of {string.length}"
    shape = "scalar" if dataset.shape == () else list(dataset.shape)
    return f"{shape} {kind}"


found = {}
with h5py.File(sys.argv[1], "r") as file:
    file.visititems(
        lambda name, item: found.update({f"/{name}": describe(item)})
        if isinstance(item, h5py.Dataset)
        else None
    )
print(json.dumps(found))
