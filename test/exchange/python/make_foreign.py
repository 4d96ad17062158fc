"""Writes NIR files as `nir.write` does for graphs of snnTorch, Norse and Rockpool, and what they compute.

The shapes follow the exporters of these packages: names and nesting of nodes, element types, parameters
that are left out, constants. `foreign.json` beside them holds a drive and the spikes that nir_interpreter
gives for it.

Usage: make_foreign.py FOLDER
"""
import json
import pathlib
import sys

import h5py
import numpy as np
from nir_interpreter import run

random = np.random.default_rng(7)
STEPS, INPUTS, HIDDEN, OUTPUTS = 80, 9, 14, 4


def write(group, node):
    """Arrays are deflated, all else is stored plainly, as nir.write does."""
    for name, value in node.items():
        if isinstance(value, str):
            group.create_dataset(name, data=value, dtype=h5py.string_dtype())
        elif isinstance(value, np.ndarray):
            group.create_dataset(name, data=value, dtype=value.dtype, compression="gzip")
        elif isinstance(value, dict):
            write(group.create_group(name), value)
        else:
            group.create_dataset(name, data=value)


def graph(nodes, edges):
    return {"type": "NIRGraph", "nodes": nodes, "edges": edges}


def chain(nodes):
    """A graph whose nodes follow each other as they are listed."""
    names = list(nodes)
    return graph(nodes, list(zip(names, names[1:])))


def port(kind, size):
    return {"type": kind, "shape": np.array([size])}


def weights(rows, columns, scale):
    return (scale * random.standard_normal((rows, columns))).astype(np.float32)


def affine(rows, columns, scale):
    return {"type": "Affine", "weight": weights(rows, columns, scale), "bias": np.zeros(rows, np.float32)}


def linear(rows, columns, scale):
    return {"type": "Linear", "weight": weights(rows, columns, scale)}


def snntorch(nested):
    """snn.RSynaptic and snn.Synaptic: dt = 0.1 ms, r = tau_mem/dt and w_in = tau_syn/dt."""
    dt = 1e-4

    def cuba(size, alpha, beta):
        tau_syn, tau_mem = dt / (1 - alpha), dt / (1 - beta)
        full = lambda value: np.ones(size) * value
        return {
            "type": "CubaLIF",
            "tau_syn": full(tau_syn),
            "tau_mem": tau_mem * full(1.0),
            "r": tau_mem / dt * full(1.0),
            "v_leak": np.zeros(size),
            "v_threshold": full(np.float32(1.0)),
            "v_reset": np.zeros(size),
            "w_in": full(tau_syn / dt),
        }

    hidden = cuba(HIDDEN, np.float32(0.75), np.linspace(0.8, 0.95, HIDDEN))
    recurrent = affine(HIDDEN, HIDDEN, 0.3)
    # A layer without a size of its own stores lists of one.
    last = cuba(1, np.float32(0.75), np.float32(0.9))
    if nested:
        inner = graph(
            {
                "input": port("Input", HIDDEN),
                "lif": hidden,
                "w_rec": recurrent,
                "output": port("Output", HIDDEN),
            },
            [("input", "lif"), ("lif", "w_rec"), ("w_rec", "lif"), ("lif", "output")],
        )
        nodes = {
            "input": port("Input", INPUTS),
            "fc1": linear(HIDDEN, INPUTS, 0.5),
            "lif1": inner,
            "fc2": linear(OUTPUTS, HIDDEN, 0.6),
            "lif2": last,
            "output": port("Output", OUTPUTS),
        }
        return dt, chain(nodes)
    nodes = {
        "input": port("Input", INPUTS),
        "fc1": linear(HIDDEN, INPUTS, 0.5),
        "lif1.lif": hidden,
        "lif1.w_rec": recurrent,
        "fc2": affine(OUTPUTS, HIDDEN, 0.6),
        "lif2": last,
        "output": port("Output", OUTPUTS),
    }
    edges = [
        ("input", "fc1"),
        ("fc1", "lif1.lif"),
        ("lif1.lif", "lif1.w_rec"),
        ("lif1.w_rec", "lif1.lif"),
        ("lif1.lif", "fc2"),
        # Older exporters list edges twice.
        ("lif1.lif", "fc2"),
        ("fc2", "lif2"),
        ("lif2", "output"),
    ]
    return dt, graph(nodes, edges)


def norse(synapse):
    """LIFCell is a CubaLIF and LIFBoxCell a LIF, with r = 1, in float32 seconds; the step is 1 ms."""
    single = lambda size, value: np.full(size, value, np.float32)

    def cell(size):
        common = {"v_threshold": single(size, 0.5), "v_leak": single(size, 0), "r": single(size, 1)}
        common["v_reset"] = single(size, 0)
        if not synapse:
            return {"type": "LIF", "tau": single(size, 1 / 100.0), **common}
        times = {"tau_mem": single(size, 1 / 100.0), "tau_syn": single(size, 1 / 200.0)}
        return {"type": "CubaLIF", **times, **common, "w_in": single(size, 1)}

    nodes = {
        "input": {"type": "Input", "shape": np.array([1, 3, 3])},
        "flatten": {"type": "Flatten", "start_dim": 0, "end_dim": -1},
        "0": linear(HIDDEN, INPUTS, 8.0 if synapse else 3.0),
        "1": cell(HIDDEN),
        "2": affine(OUTPUTS, HIDDEN, 8.0 if synapse else 3.0),
        "3": cell(OUTPUTS),
        "output": port("Output", OUTPUTS),
    }
    return 1e-3, chain(nodes)


def rockpool():
    """LIFTorch: r = tau_mem exp(-dt/tau_mem)/dt; w_in is left to its default, 1."""
    dt = 1e-3

    def lif(size, tau_mem):
        tau = np.broadcast_to(np.float32(tau_mem), size).copy()
        return {
            "type": "CubaLIF",
            "tau_syn": np.broadcast_to(np.float32(0.005), size).copy(),
            "tau_mem": tau,
            "r": (tau * np.exp(-np.float32(dt) / tau) / np.float32(dt)).astype(np.float32),
            "v_leak": np.zeros(size, np.float32),
            "v_threshold": np.linspace(0.8, 1.2, size).astype(np.float32),
            "v_reset": np.zeros(size, np.float32),
            "w_in": np.ones(size, np.float32),
        }

    nodes = {
        "input": port("Input", INPUTS),
        "0_LinearTorch": linear(HIDDEN, INPUTS, 1.0),
        "1_LIFTorch": lif(HIDDEN, 0.02),
        "2_LinearTorch": linear(OUTPUTS, HIDDEN, 1.0),
        "3_LIFTorch": lif(OUTPUTS, 0.01),
        "output": port("Output", OUTPUTS),
    }
    return dt, chain(nodes)


def braille(nested):
    """The recurrent networks of the NIR paper: biases before the neurons and on the way back, tau_syn of each layer.

    Their subgraphs call the neurons one thing as a node and another in the edges.
    """
    own = np.random.default_rng(8)
    dt = 1e-4

    def cuba(size, syn, mem):
        full = lambda steps: np.full(size, steps * dt)
        return {
            "type": "CubaLIF",
            "tau_syn": full(syn),
            "tau_mem": full(mem),
            "r": np.full(size, mem),
            "v_leak": np.zeros(size),
            "v_threshold": np.ones(size),
            "w_in": np.full(size, syn),
        }

    def affine(rows, columns, scale, bias):
        weight = (scale * own.standard_normal((rows, columns))).astype(np.float32)
        return {"type": "Affine", "weight": weight, "bias": own.uniform(*bias, rows).astype(np.float32)}

    fc1 = affine(HIDDEN, INPUTS, 0.5, (-0.3, 0.3))
    w_rec = affine(HIDDEN, HIDDEN, 0.3, (-0.2, 0.1))
    fc2 = affine(OUTPUTS, HIDDEN, 0.6, (0, 0.2))
    hidden, last = cuba(HIDDEN, 2.25, 10), cuba(OUTPUTS, 4, 2.25)
    ends = {"input": port("Input", INPUTS), "output": port("Output", OUTPUTS)}
    if nested:
        inner = graph(
            {"input": port("Input", HIDDEN), "lif1": hidden, "lin": w_rec, "output": port("Output", HIDDEN)},
            [("input", "lif"), ("lif", "lin"), ("lin", "lif"), ("lif", "output")],
        )
        nodes = {**ends, "fc1": fc1, "lif1": inner, "fc2": fc2, "lif2": last}
        names = ["input", "fc1", "lif1", "fc2", "lif2", "output"]
        return dt, graph(nodes, list(zip(names, names[1:])))
    nodes = {**ends, "fc1": fc1, "lif1.lif": hidden, "lif1.w_rec": w_rec, "fc2": fc2, "lif2": last}
    edges = [
        ("lif1.w_rec", "lif1.lif"),
        ("fc2", "lif2"),
        ("lif1.lif", "lif1.w_rec"),
        ("lif2", "output"),
        ("input", "fc1"),
        ("fc1", "lif1.lif"),
        ("lif1.lif", "fc2"),
    ]
    return dt, graph(nodes, edges)


GRAPHS = {
    "snntorch": snntorch(True),
    "snntorch-flat": snntorch(False),
    "norse": norse(True),
    "norse-lif": norse(False),
    "rockpool": rockpool(),
    "norse-v114": norse(True),
    "braille": braille(False),
    "braille-subgraph": braille(True),
}

if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    events = [[int(t), int(c)] for t, c in np.argwhere(random.random((STEPS, INPUTS)) < 0.3)]
    expected = {}
    for name, (dt, root) in GRAPHS.items():
        # Of one graph in the newer form of HDF5, which h5py writes when it is asked to.
        libver = ("v114", "v114") if name.endswith("v114") else None
        with h5py.File(folder / f"{name}.nir", "w", libver=libver) as file:
            file.create_dataset("version", data="1.0.7", dtype=h5py.string_dtype())
            write(file.create_group("node"), root)
        spikes = run({"graph": folder / f"{name}.nir", "dt": dt, "steps": STEPS, "events": events})
        expected[name] = {"dt": dt, "spikes": spikes}
    drive = {"steps": STEPS, "inputs": INPUTS, "events": events}
    (folder / "foreign.json").write_text(json.dumps({"drive": drive, "graphs": expected}))
