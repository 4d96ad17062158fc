"""What all peers share: the problem's files, the loss, Adam, and the protocol of a contender.

A peer is started as `python PEER.py FOLDER THREADS`, warms up, says so with a line of JSON, and then
answers every line `go` with the milliseconds of one batch (forward pass, loss, backward pass, Adam)
and `end` with a report. `python PEER.py FOLDER THREADS gradient` writes the gradient of the first
batch to FOLDER instead, for comparison with ours.
"""

import hashlib
import json
import os
import resource
import statistics
import sys
import time
from dataclasses import dataclass

import numpy
import torch

WARM_UP_UPDATES = 2
WARM_UP_SECONDS = 0.5
# A turn: batches one after the other, as in training, until this long has passed.
TURN_SECONDS = 0.4


@dataclass
class Problem:
    """A network with one hidden layer, and one batch; see bench/problem.ts."""

    folder: str
    inputs: int
    neurons: int
    outputs: int
    motif_size: int
    steps: int
    batch: int
    tau_membrane: float
    tau_synapse: float
    threshold: float
    inhibitory_weight: float
    adam: dict

    def array(self, name):
        kind = {"u32": numpy.uint32, "f32": numpy.float32, "u8": numpy.uint8}[name.split(".")[-1]]
        return numpy.fromfile(os.path.join(self.folder, name), dtype=kind)

    def spikes(self):
        """Input spikes, [T, B, inputs]."""
        dense = torch.zeros(self.steps * self.batch * self.inputs)
        dense[torch.from_numpy(self.array("events.u32").astype(numpy.int64))] = 1
        return dense.view(self.steps, self.batch, self.inputs)

    def labels(self):
        return torch.from_numpy(self.array("labels.u32").astype(numpy.int64))

    def input_weights(self):
        """[inputs, N]"""
        weights = torch.from_numpy(self.array("hidden.0.feedforward.f32"))
        return weights.view(self.inputs, self.neurons)

    def output_weights(self):
        """[N, outputs]"""
        weights = torch.from_numpy(self.array("output.feedforward.f32"))
        return weights.view(self.neurons, self.outputs)

    def edges(self):
        """Targets, sources [E] and whether each connection is excitatory."""
        read = lambda name: torch.from_numpy(self.array(name).astype(numpy.int64))
        return (
            read("edges.targets.u32"),
            read("edges.sources.u32"),
            read("edges.excitatory.u8").bool(),
        )

    def edge_weights(self):
        """Trained weights [E]; those behind inhibitory connections are not used."""
        return torch.from_numpy(self.array("hidden.0.recurrent.f32"))

    def target_psc(self):
        """d_o[t]: PSC of a train that fires at every step, [T]."""
        target = torch.empty(self.steps)
        psc = 0.0
        for t in range(self.steps):
            psc += (1 - psc) / self.tau_synapse
            target[t] = psc
        return target


def load(folder):
    with open(os.path.join(folder, "problem.json"), encoding="utf8") as file:
        meta = json.load(file)
    return Problem(
        folder=folder,
        inputs=meta["inputs"],
        neurons=meta["neurons"],
        outputs=meta["outputs"],
        motif_size=meta["motifSize"],
        steps=meta["steps"],
        batch=meta["batch"],
        tau_membrane=meta["tauMembrane"],
        tau_synapse=meta["tauSynapse"],
        threshold=meta["threshold"],
        inhibitory_weight=meta["inhibitoryWeight"],
        adam=meta["adam"],
    )


class Loss:
    """E of equation 30, its derivative, and the decisions."""

    def __init__(self, problem):
        self.labels = problem.labels()
        self.rows = torch.arange(problem.batch)
        self.scale = 1 / (problem.steps * problem.batch)
        self.target = torch.zeros(problem.steps, problem.batch, problem.outputs)
        self.target[:, self.rows, self.labels] = problem.target_psc()[:, None]

    def __call__(self, psc):
        """The loss of output PSCs [T, B, outputs] and its derivative, the same shape."""
        error = psc - self.target
        self.correct = int((psc.sum(0).argmax(1) == self.labels).sum())
        return float(error.square().sum()) * self.scale / 2, error * self.scale

    def graph(self, psc):
        """The loss as a tensor that automatic differentiation can start from."""
        self.correct = int((psc.detach().sum(0).argmax(1) == self.labels).sum())
        return (psc - self.target).square().sum() * (self.scale / 2)


def adam(problem, parameters):
    settings = problem.adam
    return torch.optim.Adam(
        parameters,
        lr=settings["learningRate"],
        betas=(settings["beta1"], settings["beta2"]),
        eps=settings["epsilon"],
        fused=True,
    )


def peak_memory():
    """Peak resident memory, MB. On Linux `ru_maxrss` would count the parent's memory as well."""
    if sys.platform == "linux":
        with open("/proc/self/status", encoding="ascii") as file:
            line = next(line for line in file if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def say(**answer):
    print(json.dumps(answer), flush=True)


def serve(make):
    """Runs a peer. `make(problem)` gives an object with

    `gradients()`: forward and backward pass, returns the loss;
    `parameters()`: the trained tensors, with `.grad` set by `gradients()`;
    `constrain()`: what weights must satisfy after an update;
    `named_gradients()`: gradients as the engine lays them out, for `gradient`.
    """
    folder, threads, *mode = sys.argv[1:]
    torch.set_num_threads(int(threads))
    # Filters that decay to nothing must not end in slow denormal numbers.
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    problem = load(folder)
    peer = make(problem)
    if mode == ["gradient"]:
        loss = peer.gradients()
        for name, value in peer.named_gradients().items():
            value.detach().contiguous().numpy().tofile(os.path.join(folder, f"{name}.gradient.f32"))
        say(loss=loss)
        return
    optimiser = adam(problem, peer.parameters())
    losses = []

    def update():
        begin = time.perf_counter()
        losses.append(peer.gradients())
        optimiser.step()
        peer.constrain()
        return (time.perf_counter() - begin) * 1e3

    def turn():
        times = []
        begin = time.perf_counter()
        while not times or time.perf_counter() - begin < TURN_SECONDS:
            times.append(update())
        return statistics.median(times)

    begin = time.perf_counter()
    digest = hashlib.sha256()
    while len(losses) < WARM_UP_UPDATES or time.perf_counter() - begin < WARM_UP_SECONDS:
        update()
        if len(losses) == WARM_UP_UPDATES:
            for parameter in peer.parameters():
                digest.update(parameter.detach().numpy().tobytes())
    say(ready=True)
    for line in sys.stdin:
        if line.strip() == "end":
            break
        say(ms=turn())
    say(rssMB=peak_memory(), hash=digest.hexdigest()[:16], loss=losses[0])
