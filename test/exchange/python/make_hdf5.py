"""Writes an HDF5 file with arrays of every kind that the reader takes, and of kinds that it refuses.

Usage: make_hdf5.py FOLDER
"""
import pathlib
import sys

import h5py
import numpy as np

folder = pathlib.Path(sys.argv[1])

with h5py.File(folder / "arrays.h5", "w") as file:
    read = file.create_group("read")
    for kind in ("i1", "<i2", ">i2", "<i4", ">i4", "<i8", ">i8"):
        read.create_dataset(kind, data=np.array([-3, 0, 100], kind))
    for kind in ("u1", "<u2", ">u4", "<u8"):
        read.create_dataset(kind, data=np.array([3, 0, 200], kind))
    for kind in ("<f4", ">f4", "<f8", ">f8"):
        read.create_dataset(kind, data=np.array([-1.5, 0, 0.1], kind))
    read.create_dataset("scalar", data=2.5)
    read.create_dataset("empty", data=np.zeros((0, 3)))
    read.create_dataset("fixed text", data=np.array([b"ab", b"", b"abc"]))
    read.create_dataset("text", data=["µ", "", "neuron"], dtype=h5py.string_dtype())
    # Chunks that reach over the edges, shuffled and deflated; three dimensions.
    cube = np.arange(7 * 5 * 9).reshape(7, 5, 9)
    read.create_dataset("cube", data=cube, chunks=(3, 2, 4), compression="gzip", shuffle=True)
    read.create_dataset("plain chunks", data=cube[0], chunks=(2, 4))
    # More members than one node of a group's tree holds.
    many = file.create_group("many")
    for k in range(300):
        many.create_dataset(f"member {k}", data=k)
    # Properties that do not fit into the first block of an object header.
    noted = read.create_dataset("noted", data=[1.0, 2.0])
    for k in range(7):
        noted.attrs[f"note {k}"] = "x" * 100

    refused = file.create_group("refused")
    refused.create_dataset("lzf", data=np.zeros(1000), compression="lzf")
    refused.create_dataset("checksum", data=np.zeros(1000), fletcher32=True)
    refused.create_dataset("complex", data=np.zeros(3, complex))
    refused.create_dataset("half", data=np.zeros(3, np.float16))
    refused.create_dataset("big", data=np.array([2**60]))
    refused.create_dataset("null", data=h5py.Empty("f8"))
    refused.create_dataset("missing chunks", (100,), chunks=(10,), dtype="f8")[:5] = 1
    refused.create_dataset("unwritten", (3,), dtype="f8")
    refused.create_dataset("lists", (1,), dtype=h5py.vlen_dtype(int))[0] = np.array([1, 2])
    links = file.create_group("links")
    links["soft"] = h5py.SoftLink("/read")
    outside = file.create_group("outside")
    outside["far"] = h5py.ExternalLink("other.h5", "/")
    loop = file.create_group("loop")
    loop["itself"] = loop

with h5py.File(folder / "v114.h5", "w", libver=("v114", "v114")) as file:
    file.create_dataset("text", data="NIRGraph", dtype=h5py.string_dtype())
    file.create_dataset("matrix", data=np.arange(12.0).reshape(3, 4), chunks=(3, 4), compression="gzip")
    file.create_dataset("plain", data=np.arange(4, dtype=np.float32))
    file.create_dataset("grid", data=np.zeros((50, 50)), chunks=(10, 10))
    dense = file.create_group("dense")
    for k in range(20):
        dense.create_dataset(str(k), data=k)
