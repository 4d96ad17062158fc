"""Runs NIR files in the readers that they are made for, with the readers' own importers.

Usage: readers.py READER CASES.json
    CASES.json: [{"graph": FILE, "dt": seconds, "inputs": N,
                  "samples": [{"steps": T, "events": [[step, channel], ...]}, ...]}, ...]
    prints for each case and sample the output spikes, [[[step, neuron], ...], ...]

A reader is a function of the file, dt and the samples, arrays [T, inputs] of spike counts; it returns for
each an array [T, outputs] of how often a neuron spikes.
"""
import contextlib
import io
import json
import pathlib
import sys
from unittest.mock import MagicMock

import numpy as np

from lossy_rules import lava_rules, rockpool_rules
from nir_interpreter import Node, dense, simulate


def in_torch(load, samples):
    """Steps a network of torch through the samples. `load` makes a fresh one: snnTorch keeps state in modules."""
    import torch

    torch.set_num_threads(1)
    found = []
    with torch.no_grad():
        for sample in samples:
            network, state, output = load(), None, []
            for step in torch.tensor(sample, dtype=torch.float32):
                result, state = network(step[None], state)
                output.append((result[0] if isinstance(result, tuple) else result)[0].numpy())
            found.append(np.array(output))
    return found


def snntorch(graph, dt, samples):
    import nir
    from snntorch.import_nir import import_from_nir

    return in_torch(lambda: import_from_nir(nir.read(graph)), samples)


def norse(graph, dt, samples):
    import nir
    import norse.torch

    return in_torch(lambda: norse.torch.from_nir(nir.read(graph), dt=dt), samples)


def in_one_go(load, samples):
    """Readers whose networks take whole samples, [1, T, inputs]."""
    import torch

    torch.set_num_threads(1)
    with torch.no_grad():
        return [load()(torch.tensor(sample, dtype=torch.float32)[None])[0].numpy() for sample in samples]


def rockpool(graph, dt, samples):
    """Rockpool; dt is in the file."""
    import nir
    from rockpool.nn.modules.torch.nir import from_nir

    def load():
        network = from_nir(nir.read(graph))
        return lambda sample: network(sample)[0]

    return in_one_go(load, samples)


# What lava-dl and its importer import and reading a file does not need.
LAVA_IMPORTS = [
    *("lava.proc", "lava.proc.lif", "lava.proc.lif.process", "lava.proc.dense", "lava.proc.dense.process"),
    *("matplotlib", "matplotlib.pyplot", "cv2", "PIL", "PIL.Image", "torchvision"),
]


def lava(graph, dt, samples):
    """lava-dl with the importer of the NIR paper."""
    import nir

    for name in LAVA_IMPORTS:
        sys.modules[name] = MagicMock()
    import nir_to_lava

    config = nir_to_lava.ImportConfig(dt=dt, library_preference=nir_to_lava.LavaLibrary.LavaDl)

    def load():
        # A fresh one for each sample: blocks keep their state. They take [1, inputs, T].
        network = nir_to_lava.import_from_nir(nir.read(graph), config)
        return lambda sample: network(sample.swapaxes(1, 2)).swapaxes(1, 2)

    return in_one_go(load, samples)


def equations(graph, dt, samples):
    """Forward Euler by the published equations of the nodes, in float64."""
    return [list(simulate(graph, dt, sample).values())[-1] for sample in samples]


def snntorch_rules(graph, dt, samples):
    """What snnTorch 634fc22 makes of a file (`import_nir.py`, `_neurons/rsynaptic.py`), in float32: the importer takes no
    dt; it wants w_in = tau_syn/dt and r = tau_mem/dt, and leaves both out. The membrane is 0 right after a spike."""
    step, single = 1e-4, np.float32

    def rule(node, x, dt):
        if node.type != "CubaLIF":
            return single(Node.step(node, x, dt))
        p = node.value
        assert np.allclose(p["w_in"] * step / p["tau_syn"], 1) and np.allclose(p["r"], p["tau_mem"] / step)
        synapse, membrane = node.state or (np.zeros_like(x, single),) * 2
        synapse = single(1 - step / p["tau_syn"]) * synapse + single(x)
        membrane = single(1 - step / p["tau_mem"]) * membrane + synapse
        spike = membrane - single(p["v_threshold"]) > 0
        node.state = (synapse, np.where(spike, single(0), membrane))
        return single(spike)

    return [list(simulate(graph, dt, sample, rule).values())[-1] for sample in samples]


def norse_rules(graph, dt, samples):
    """What Norse 065a3b45 makes of a file (`utils/import_nir.py`, `functional/leaky_integrator_box.py` and `lif_box.py`),
    in float32: a leaky integrator with w_in before it and r behind it, then a membrane that is reset to 0."""
    single = np.float32

    def rule(node, x, dt):
        if node.type != "CubaLIF":
            return single(Node.step(node, x, dt))
        p = {name: single(value) for name, value in node.value.items()}
        synapse, membrane = node.state or (np.zeros_like(x, single),) * 2
        synapse = synapse + single(dt) * (1 / p["tau_syn"]) * (p["v_leak"] - synapse + p["w_in"] * single(x))
        membrane = membrane + single(dt) * (1 / p["tau_mem"]) * (p["r"] * synapse + p["v_leak"] - membrane)
        spike = membrane - p["v_threshold"] > 0
        node.state = (synapse, np.where(spike, single(0), membrane))
        return single(spike)

    return [list(simulate(graph, dt, sample, rule).values())[-1] for sample in samples]


def pytorch(weights, dt, samples):
    """The module that `export --format pytorch` writes beside the weights."""
    import torch

    sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "assets/pytorch"))
    from motifsmith_network import MotifsmithNetwork

    network = MotifsmithNetwork.load(weights)
    with torch.no_grad():
        inputs = [torch.tensor(sample, dtype=torch.float32)[None] for sample in samples]
        return [network.simulate(sample)[-1][0].numpy() for sample in inputs]


def onnx(model, dt, samples):
    """Steps of a network in onnxruntime."""
    import onnx_steps

    return [onnx_steps.simulate(model, sample[None])[0][0] for sample in samples]


READERS = {
    reader.__name__: reader
    for reader in (
        *(snntorch, snntorch_rules, norse, norse_rules, lava, lava_rules, rockpool, rockpool_rules),
        *(equations, pytorch, onnx),
    )
}


def pairs(output):
    """[step, neuron] of every spike."""
    spikes = np.argwhere(output > 0)
    return np.repeat(spikes, output[output > 0].astype(int), axis=0).tolist()


def main(reader, cases):
    found = []
    for case in cases:
        samples = [dense(s["events"], s["steps"], case["inputs"]) for s in case["samples"]]
        outputs = READERS[reader](case["graph"], case["dt"], samples)
        found.append([pairs(np.asarray(output)) for output in outputs])
    return found


if __name__ == "__main__":
    with contextlib.redirect_stdout(io.StringIO()):
        results = main(sys.argv[1], json.load(open(sys.argv[2])))
    print(json.dumps(results))
