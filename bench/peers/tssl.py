"""Hand-written TSSL-BP in O(T), the fast way to have it in PyTorch.

Products that do not depend on the recursion in time are hoisted out of it as large matrix products;
everything in the loop works in place on memory that is reserved once. How the hidden layer is
connected to itself is left to a subclass.

The forward pass keeps, for each neuron and step, what the backward pass needs (bench/peers/README.md
derives it): with δ_before the δ of step t + 1,

    δ = Q·δ_before + P·G,   D = M·δ + F·G.
"""

import torch
from common import Loss

SURROGATE_WIDTH = 0.2


class Layer:
    """LIF neurons over a batch, T steps; R = τ for every neuron."""

    def __init__(self, problem, *shape):
        full = (problem.steps, *shape)
        self.leak = 1 - 1 / problem.tau_membrane
        self.tau = problem.tau_membrane
        self.gain = 1 / problem.tau_synapse
        self.threshold = problem.threshold
        self.current = torch.empty(full)
        self.psc = torch.empty(full)
        self.error = torch.empty(full)
        self.P = torch.empty(full)
        self.Q = torch.empty(full)
        self.M = torch.empty(full)
        self.F = torch.empty(full)
        self.before = torch.zeros(shape)
        self.rest = torch.empty(shape)
        self.increment = torch.empty(shape)
        self.membrane = torch.empty(shape)
        self.spike = torch.empty(shape)
        self.offset = torch.full(shape, -self.threshold / SURROGATE_WIDTH)
        self.G = torch.empty(shape)
        self.delta = torch.empty(shape)

    def forward(self, connect):
        """Steps through `current`; `connect(t, before, current)` adds what the layer sends itself."""
        rest, increment, membrane, spike = self.rest, self.increment, self.membrane, self.spike
        before = self.before
        rest.zero_()
        for t in range(len(self.current)):
            current, psc = self.current[t], self.psc[t]
            P, Q, M, F = self.P[t], self.Q[t], self.M[t], self.F[t]
            if connect and t > 0:
                connect(before, current)
            torch.add(current, rest, alpha=-1 / self.tau, out=increment)
            torch.add(rest, increment, out=membrane)
            torch.gt(membrane, self.threshold, out=spike)
            torch.addcmul(membrane, membrane, spike, value=-1, out=rest)
            torch.lerp(before, spike, self.gain, out=psc)
            # 1/Δu of a spike, at most 8; 0 elsewhere.
            torch.div(spike, increment.clamp_(min=1 / 8), out=P)
            torch.mul(spike, -self.leak, out=Q)
            Q.add_(self.leak).addcmul_(membrane, P, value=1 / self.tau)
            torch.ge(psc, self.gain / 4, out=M)
            torch.add(self.offset, membrane, alpha=1 / SURROGATE_WIDTH, out=F)
            F.clamp_(-8, 8).sigmoid_()
            F.addcmul_(F, F, value=-1)
            F.addcmul_(F, M, value=-1)
            before = psc

    def backward(self, fed, connect):
        """Steps back through `fed` (∂E/∂a from above, [T, …]); fills `error` with D = ∂E/∂I.

        `connect(after, fed)` adds the error that comes back through the layer's own connections.
        """
        G, delta = self.G, self.delta
        G.zero_()
        delta.zero_()
        for t in range(len(fed) - 1, -1, -1):
            if connect and t + 1 < len(fed):
                connect(self.error[t + 1], fed[t])
            G.lerp_(fed[t], self.gain)
            delta.mul_(self.Q[t]).addcmul_(self.P[t], G)
            torch.mul(delta, self.M[t], out=self.error[t])
            self.error[t].addcmul_(self.F[t], G, value=1 / SURROGATE_WIDTH)


class Tssl:
    """A recurrent hidden layer and a feedforward output layer."""

    def __init__(self, problem):
        self.problem = problem
        self.spikes = problem.spikes()
        self.loss = Loss(problem)
        T, B, N, O = problem.steps, problem.batch, problem.neurons, problem.outputs
        self.hidden = Layer(problem, B, N)
        self.output = Layer(problem, B, O)
        self.fed = torch.empty(T, B, N)
        self.w_in = torch.nn.Parameter(problem.input_weights())
        self.w_out = torch.nn.Parameter(problem.output_weights())
        for parameter in (self.w_in, self.w_out):
            parameter.grad = torch.empty_like(parameter)
        # The synapse filter commutes with the weights: it is applied where the layer is narrower.
        self.filter_inputs = problem.inputs <= N
        self.filtered = torch.empty_like(self.spikes) if self.filter_inputs else torch.empty(T, B, N)

    def connect(self, before, current):
        """current += W·before, for PSCs [B, N] of the step before."""
        raise NotImplementedError

    def connect_back(self, after, fed):
        """fed += Wᵀ·after, for errors D [B, N] of the step after."""
        raise NotImplementedError

    def recurrent_gradient(self, error, psc):
        """∂E/∂W = Σ_t D[t] a[t−1], from D of steps 1 … T−1 and a of steps 0 … T−2."""
        raise NotImplementedError

    def prepare(self):
        """Brings what is derived from the recurrent weights up to date."""

    @torch.no_grad()
    def gradients(self):
        hidden, output = self.hidden, self.output
        flat = lambda x: x.view(-1, x.shape[-1])
        gain = 1 / self.problem.tau_synapse
        self.prepare()

        if self.filter_inputs:
            torch.mul(self.spikes[0], gain, out=self.filtered[0])
            for t in range(1, len(self.spikes)):
                torch.lerp(self.filtered[t - 1], self.spikes[t], gain, out=self.filtered[t])
            torch.mm(flat(self.filtered), self.w_in, out=flat(hidden.current))
        else:
            torch.mm(flat(self.spikes), self.w_in, out=flat(hidden.current))
            hidden.current[0].mul_(gain)
            for t in range(1, len(self.spikes)):
                torch.lerp(
                    hidden.current[t - 1], hidden.current[t], gain, out=hidden.current[t]
                )
        hidden.forward(self.connect)
        torch.mm(flat(hidden.psc), self.w_out, out=flat(output.current))
        output.forward(None)

        loss, slope = self.loss(output.psc)
        output.backward(slope, None)
        torch.mm(flat(hidden.psc).t(), flat(output.error), out=self.w_out.grad)
        torch.mm(flat(output.error), self.w_out.t(), out=flat(self.fed))
        hidden.backward(self.fed, self.connect_back)

        if self.filter_inputs:
            torch.mm(flat(self.filtered).t(), flat(hidden.error), out=self.w_in.grad)
        else:
            torch.mul(hidden.error[-1], gain, out=self.filtered[-1])
            for t in range(len(self.spikes) - 2, -1, -1):
                torch.lerp(self.filtered[t + 1], hidden.error[t], gain, out=self.filtered[t])
            torch.mm(flat(self.spikes).t(), flat(self.filtered), out=self.w_in.grad)
        self.recurrent_gradient(hidden.error[1:], hidden.psc[:-1])
        return loss
