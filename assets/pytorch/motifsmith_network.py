"""A spiking network of Motifsmith in PyTorch: run it, train it, save it.

This file is the same for every network and needs torch and safetensors only.
`weights.safetensors` has the weights and, as metadata, the architecture, the
length of a step, and the sensor, preprocessing and class names of the data.

At step t, neuron i has spikes s of 0 or 1, potential u and current I:

    (1)   a_j[t] = (1 - 1/tau_s) a_j[t-1] + s_j[t] / tau_s
          I_i[t] = sum_j w_ij a_j[t] + sum_r W_ir a_r[t-1]
                 + b_i, filtered alike, where the network has a bias
    (2,3) u_i[t] = (1 - 1/tau_i) u'_i[t-1] + (R_i / tau_i) I_i[t]
    (4)   s_i[t] = 1 if u_i[t] > Vth else 0;  u'_i[t] = u_i[t] (1 - s_i[t])

a is the postsynaptic current (PSC) of a spike train; j counts the layer before
(at first the inputs), r the layer itself; the output layer is not recurrent.
The class is argmax_o sum_t a_o[t], o the output neurons, the first of equals.
Where the readout is "integrator", output neurons have neither threshold nor
reset, and u_o[t] takes the place of a_o[t].
tau, tau_s and R are in steps of `step_ms` ms; u and weights have no unit.

Numbers: float32 in the order of Motifsmith's engine, which filters (1) the
sum over j and r. Only this sum is a matrix product, in the order of torch: a
potential within rounding of Vth may end up on its other side.

Training: backpropagation through time by autograd, with the surrogate
ds/du = sigma'((u - Vth) / 0.2) / 0.2, sigma the logistic function, and without
the derivative of the reset. This is not TSSL-BP, which Motifsmith trains with.
Call `clamp_()` after each step of the optimiser.
"""

from __future__ import annotations

import json
from os import PathLike
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

FORMAT = {"format": "motifsmith-weights", "formatVersion": "1"}
NONE, INHIBITORY, EXCITATORY, FREE = range(4)
TYPES = {"none": NONE, "inh": INHIBITORY, "exc": EXCITATORY}
SURROGATE_WIDTH = 0.2


class Spike(torch.autograd.Function):
    """Equation 4, and its surrogate in the backward pass."""

    @staticmethod
    def forward(ctx: Any, u: Tensor, threshold: float) -> Tensor:
        ctx.save_for_backward(u)
        ctx.threshold = threshold
        return (u > threshold).to(u.dtype)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        (u,) = ctx.saved_tensors
        sigma = torch.sigmoid((u - ctx.threshold) / SURROGATE_WIDTH)
        return gradients[0] * sigma * (1 - sigma) / SURROGATE_WIDTH, None


def connection_types(layer: dict[str, Any]) -> Tensor:
    """Types of the recurrent connections of a layer, [N, N] int8.

    From neuron r to i at [i, r]: NONE, INHIBITORY or EXCITATORY between motifs
    and within them; FREE, of either sign, in a dense layer.
    """
    neurons = layer["neurons"]
    every = {"feedforward": NONE, "dense": FREE, "scml": NONE}[layer["kind"]]
    types = torch.full((neurons, neurons), every, dtype=torch.int8)
    if layer["kind"] != "scml":
        return types
    motif, size = layer["motif"], layer["motif"]["size"]
    motifs, ring = -(-neurons // size), layer["boundary"] == "ring"
    intra = torch.tensor([[TYPES[x] for x in row] for row in motif["intra"]])
    for target in range(neurons):
        own, position = divmod(target, size)
        row = types[target].split(size)[own]
        row.copy_(intra[position, : len(row)])
        for side, other in enumerate((own - 1, own + 1)):
            other = other % motifs if ring else other
            source = other * size + position
            if 0 <= source < neurons:
                lateral = TYPES[motif["inter"][position][side]]
                types[target, source] = max(types[target, source], lateral)
    return types


class Connections(nn.Module):
    """What a layer of N neurons receives.

    feedforward: [M, N], from input j to neuron i at [j, i].
    recurrent: [E], by target, then source; without effect where inhibitory.
    types: [N, N], see connection_types; the mask is types != NONE.
    """

    def __init__(self, inputs: int, layer: dict[str, Any], inh: float) -> None:
        super().__init__()
        types = connection_types(layer)
        targets, sources = types.nonzero(as_tuple=True)
        inhibitory = types[targets, sources] == INHIBITORY
        self.feedforward = nn.Parameter(torch.zeros(inputs, layer["neurons"]))
        recurrent = nn.Parameter(torch.zeros(len(targets)))
        self.recurrent = None if layer["kind"] == "feedforward" else recurrent
        self.limited = layer["kind"] == "scml"
        self.register_buffer("types", types, False)
        self.register_buffer("edges", torch.stack((sources, targets)), False)
        self.register_buffer("gain", (~inhibitory).float(), False)
        self.register_buffer("offset", inh * inhibitory.float(), False)

    def matrix(self) -> Tensor | None:
        """Effective recurrent weights W, [N, N]: from r to i at [r, i]."""
        if self.recurrent is None:
            return None
        weights = self.gain * self.recurrent + self.offset
        empty = weights.new_zeros(self.types.shape)
        return empty.index_put(tuple(self.edges), weights)


class Neurons(nn.Module):
    """R, tau and perhaps b of a layer, [N] each, and tau_s: not trained."""

    def __init__(self, layer: dict[str, Any], tau: float, bias: bool) -> None:
        super().__init__()
        neurons = layer["neurons"]
        self.tau_synapse: float = layer.get("tauSynapse", tau)
        self.register_buffer("resistance", torch.ones(neurons))
        self.register_buffer("tau", torch.ones(neurons))
        self.register_buffer("bias", torch.zeros(neurons) if bias else None)


class MotifsmithNetwork(nn.Module):
    """Hidden layers, and an output layer of C neurons, one for each class.

    `state_dict()` has the tensors of weights.safetensors, name for name.
    """

    def __init__(self, metadata: dict[str, str]) -> None:
        super().__init__()
        if FORMAT.items() - metadata.items():
            raise ValueError(f"the metadata of the file is not {FORMAT}")
        self.metadata, self.step_ms = metadata, float(metadata["step_ms"])
        self.architecture = json.loads(metadata["architecture"])
        self.deployment = json.loads(metadata.get("deployment", "null"))
        constants = self.architecture["neuron"]
        inh: float = constants["inhibitoryWeight"]
        self.tau_synapse: float = constants["tauSynapse"]
        self.threshold: float = constants["threshold"]
        readout = self.architecture.get("readout", "spiking")
        self.integrates: bool = readout == "integrator"
        last = {"kind": "feedforward", "neurons": self.architecture["outputs"]}
        layers = [*self.architecture["hidden"], last]
        sizes = [self.architecture["inputs"], *(x["neurons"] for x in layers)]
        parts = [Connections(*x, inh) for x in zip(sizes, layers)]
        self.hidden = nn.ModuleList(parts[:-1])
        self.output = parts[-1]
        bias = self.architecture.get("bias", False)
        neurons = (Neurons(x, self.tau_synapse, bias) for x in layers)
        self.neurons = nn.ModuleList(neurons)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> MotifsmithNetwork:
        """The network of a file, in float32."""
        with safe_open(path, framework="pt") as file:
            network = cls(file.metadata() or {})
            tensors = {name: file.get_tensor(name) for name in file.keys()}
        network.load_state_dict(tensors)
        for name, tensor in tensors.items():
            positive = name.endswith((".resistance", ".tau"))
            if not tensor.isfinite().all() or positive and tensor.min() <= 0:
                what = "positive" if positive else "finite"
                raise ValueError(f"{path}: not all of {name} are {what}")
        return network

    def save(self, path: str | PathLike[str]) -> None:
        """Writes a file that `load` and `motifsmith import` read."""
        save_file(self.state_dict(), path, metadata=self.metadata)

    @torch.no_grad()
    def clamp_(self) -> None:
        """Keeps excitatory weights at 0 or above, as Motifsmith does."""
        for layer in self.hidden:
            if layer.limited:
                layer.recurrent.clamp_(min=0)

    def bin(self, channel: Tensor, time: Tensor) -> Tensor:
        """Events of a recording as counts [T, M], as Motifsmith bins them.

        channel: [events] int64, (p * height + y) * width + x of the sensor
        time: [events], ms, ascending
        """
        rules = self.deployment["preprocessing"]
        width, height = rules["sensor"]["width"], rules["sensor"]["height"]
        crop = rules["crop"] or {"x": 0, "y": 0, **rules["sensor"]}
        pool = rules["pool"]
        on = channel // (width * height)
        x = channel % width - crop["x"]
        y = channel // width % height - crop["y"]
        begin = time[0] if rules["zero"] == "first-event" else 0
        step = ((time - begin) * 1000 // (1000 * rules["binMs"])).long()
        kept = (x >= 0) & (x < crop["width"]) & (y >= 0) & (y < crop["height"])
        kept &= (on == 1) | (rules["polarity"] != "on")
        kept &= step < (rules["maxSteps"] or torch.inf)
        columns, rows = -(-crop["width"] // pool), -(-crop["height"] // pool)
        plane = on * (rules["polarity"] == "both")
        cell = (plane * rows + y // pool) * columns + x // pool
        at = (step[kept], cell[kept])
        length = int(at[0][-1]) + 1 + rules["stepsTail"]
        counts = torch.zeros(length, self.architecture["inputs"])
        counts.index_put_(at, counts.new_ones(len(at[0])), accumulate=True)
        return counts if rules["counts"] else counts.clamp(max=1)

    def simulate(self, inputs: Tensor) -> list[Tensor]:
        """Spikes of every layer, [B, T, N] each, the output layer last.

        Of output neurons that are integrators, their potentials.
        """
        if inputs.ndim != 3 or inputs.shape[2] != self.architecture["inputs"]:
            wanted = f"[B, T, {self.architecture['inputs']}]"
            raise ValueError(f"inputs are {list(inputs.shape)}, not {wanted}")
        spikes = []
        for layer, neurons in zip((*self.hidden, self.output), self.neurons):
            free = self.integrates and layer is self.output
            inputs = self._layer(layer, neurons, inputs, free)
            spikes.append(inputs)
        return spikes

    def forward(self, inputs: Tensor, steps: Tensor | None = None) -> Tensor:
        """Scores sum_t a_o[t] (or u_o[t]), [B, C] in float64.

        inputs: [B, T, M], events of each input in each step
        steps: [B], length of each sample; T if left out
        """
        answers = self.simulate(inputs)[-1]
        psc = torch.zeros_like(answers[:, 0])
        scores = psc.double()
        for t, answer in enumerate(answers.unbind(1)):
            if self.integrates:
                psc = answer
            else:
                psc = self._filter(psc, answer, self.tau_synapse)
            lasts = 1 if steps is None else (t < steps)[:, None]
            scores = scores + psc * lasts
        return scores

    def _filter(self, before: Tensor, now: Tensor, tau: float) -> Tensor:
        gain = 1 / tau
        return (1 - gain) * before + gain * now

    def _layer(
        self, layer: Any, neurons: Any, inputs: Tensor, integrates: bool
    ) -> Tensor:
        drive = inputs @ layer.feedforward
        recurrent, tau = layer.matrix(), neurons.tau
        gain = neurons.resistance / tau
        retention = (1 - 1 / tau.double()).to(tau.dtype)
        spiked = current = potential = torch.zeros_like(drive[:, 0])
        spikes = []
        for arriving in drive.unbind(1):
            if recurrent is not None:
                arriving = arriving + spiked @ recurrent
            if neurons.bias is not None:
                arriving = arriving + neurons.bias
            current = self._filter(current, arriving, neurons.tau_synapse)
            membrane = retention * potential + gain * current
            if integrates:
                potential = membrane
                spikes.append(membrane)
                continue
            spiked = Spike.apply(membrane, self.threshold)
            potential = membrane * (1 - spiked.detach())
            spikes.append(spiked)
        return torch.stack(spikes, 1)
