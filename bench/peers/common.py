"""What all peers share: the problem's files, the loss, Adam, and the protocol of a contender.

A peer is started as `python PEER.py FOLDER THREADS`, warms up, says so with a line of JSON, and then
answers every line `go` with the milliseconds of one batch (forward pass, loss, backward pass, Adam)
and `end` with a report. `MOTIFSMITH_BENCH_DEVICE=cuda` runs it on the graphics card. `python PEER.py FOLDER THREADS gradient` writes the gradient of the first
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
DEVICE = os.environ.get("MOTIFSMITH_BENCH_DEVICE", "cpu")
# Updates outside the graph before one is captured, as PyTorch asks for.
CAPTURE_UPDATES = 3
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
        values = numpy.fromfile(os.path.join(self.folder, name), dtype=kind)
        if kind is not numpy.float32:
            values = values.astype(numpy.int64)
        return torch.from_numpy(values).to(DEVICE)

    def spikes(self):
        """Input spikes, [T, B, inputs]."""
        dense = torch.zeros(self.steps * self.batch * self.inputs)
        dense[self.array("events.u32")] = 1
        return dense.view(self.steps, self.batch, self.inputs)

    def labels(self):
        return self.array("labels.u32")

    def input_weights(self):
        """[inputs, N]"""
        return self.array("hidden.0.feedforward.f32").view(self.inputs, self.neurons)

    def output_weights(self):
        """[N, outputs]"""
        return self.array("output.feedforward.f32").view(self.neurons, self.outputs)

    def edges(self):
        """Targets, sources [E] and whether each connection is excitatory."""
        return (
            self.array("edges.targets.u32"),
            self.array("edges.sources.u32"),
            self.array("edges.excitatory.u8").bool(),
        )

    def edge_weights(self):
        """Trained weights [E]; those behind inhibitory connections are not used."""
        return self.array("hidden.0.recurrent.f32")

    def target_psc(self):
        """d_o[t]: PSC of a train that fires at every step, [T]."""
        target = []
        psc = 0.0
        for _ in range(self.steps):
            psc += (1 - psc) / self.tau_synapse
            target.append(psc)
        return torch.tensor(target)


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
        self.correct = (psc.sum(0).argmax(1) == self.labels).sum()
        return error.square().sum() * (self.scale / 2), error * self.scale

    def graph(self, psc):
        """The loss as a tensor that automatic differentiation can start from."""
        self.correct = (psc.detach().sum(0).argmax(1) == self.labels).sum()
        return (psc - self.target).square().sum() * (self.scale / 2)


def adam(problem, parameters):
    settings = problem.adam
    return torch.optim.Adam(
        parameters,
        lr=settings["learningRate"],
        betas=(settings["beta1"], settings["beta2"]),
        eps=settings["epsilon"],
        fused=True,
        capturable=DEVICE == "cuda",
    )


def captured(update):
    """The same update as a CUDA graph: launched as a whole, with no Python between its kernels."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(CAPTURE_UPDATES):
            update()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        loss = update()

    def replay():
        graph.replay()
        return loss

    return replay


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

    `gradients()`: forward and backward pass, returns the loss; on a graphics card it must not wait for it;
    `parameters()`: the trained tensors, with `.grad` set by `gradients()`;
    `constrain()`: what weights must satisfy after an update;
    `named_gradients()`: gradients as the engine lays them out, for `gradient`.
    """
    folder, threads, *mode = sys.argv[1:]
    torch.set_num_threads(int(threads))
    # Filters that decay to nothing must not end in slow denormal numbers.
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    torch.set_default_device(DEVICE)
    problem = load(folder)
    peer = make(problem)
    if mode == ["gradient"]:
        loss = peer.gradients()
        for name, value in peer.named_gradients().items():
            value.detach().cpu().contiguous().numpy().tofile(os.path.join(folder, f"{name}.gradient.f32"))
        say(loss=float(loss))
        return
    optimiser = adam(problem, peer.parameters())
    losses = []

    def one_update():
        loss = peer.gradients()
        optimiser.step()
        peer.constrain()
        return loss.detach()

    run = captured(one_update) if DEVICE == "cuda" else one_update

    def update():
        begin = time.perf_counter()
        # Waits for the card; the decisions come from there too.
        losses.append(float(run()))
        int(peer.loss.correct)
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
                digest.update(parameter.detach().cpu().numpy().tobytes())
    say(ready=True)
    for line in sys.stdin:
        if line.strip() == "end":
            break
        say(ms=turn())
    say(rssMB=peak_memory(), hash=digest.hexdigest()[:16], loss=losses[0])
