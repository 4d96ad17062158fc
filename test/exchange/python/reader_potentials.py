"""Runs networks whose output neurons only integrate in the readers that they are made for, as readers.py does others.

Usage: reader_potentials.py READER CASES.json, whose cases are those of readers.py
    prints for each case and sample the sum of the potentials of each output neuron over the steps
"""
import contextlib
import io
import json
import pathlib
import sys

import numpy as np

from nir_interpreter import dense, simulate


def in_torch(load, samples, potential):
    """Steps a network of torch; `potential` finds that of the output neurons in the network or its state."""
    import torch

    torch.set_num_threads(1)
    found = []
    with torch.no_grad():
        for sample in samples:
            network, state, total = load(), None, 0
            for step in torch.tensor(sample, dtype=torch.float32):
                _, state = network(step[None], state)
                total = total + potential(network, state).double()
            found.append(total[0].numpy())
    return found


def snntorch(graph, dt, samples):
    import nir
    from snntorch.import_nir import import_from_nir

    def potential(network, _):
        return [module for module in network.modules() if hasattr(module, "mem")][-1].mem

    return in_torch(lambda: import_from_nir(nir.read(graph)), samples, potential)


def norse(graph, dt, samples):
    import nir
    import norse.torch

    def membranes(state):
        """Potentials of all neurons in a state, the output's last."""
        if hasattr(state, "v"):
            yield state.v
        elif isinstance(state, (dict, tuple)):
            for each in state.values() if isinstance(state, dict) else state:
                yield from membranes(each)
        elif hasattr(state, "state"):
            yield from membranes(state.state)

    def potential(_, state):
        return list(membranes(state))[-1]

    return in_torch(lambda: norse.torch.from_nir(nir.read(graph), dt=dt), samples, potential)


def equations(graph, dt, samples):
    return [list(simulate(graph, dt, sample).values())[-1].sum(0) for sample in samples]


def pytorch(weights, dt, samples):
    import torch

    sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "assets/pytorch"))
    from motifsmith_network import MotifsmithNetwork

    network = MotifsmithNetwork.load(weights)
    with torch.no_grad():
        return [network(torch.tensor(sample, dtype=torch.float32)[None])[0].numpy() for sample in samples]


def onnx(model, dt, samples):
    import onnx_steps

    return [onnx_steps.simulate(model, sample[None])[1]["scores"][0] for sample in samples]


READERS = {reader.__name__: reader for reader in (snntorch, norse, equations, pytorch, onnx)}


def main(reader, cases):
    found = []
    for case in cases:
        samples = [dense(s["events"], s["steps"], case["inputs"]) for s in case["samples"]]
        sums = READERS[reader](case["graph"], case["dt"], samples)
        found.append([np.asarray(each, float).tolist() for each in sums])
    return found


if __name__ == "__main__":
    with contextlib.redirect_stdout(io.StringIO()):
        results = main(sys.argv[1], json.load(open(sys.argv[2])))
    print(json.dumps(results))
