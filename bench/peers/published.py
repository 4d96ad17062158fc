"""TSSL-BP in the form in which its authors published it: feedforward only, O(T²) backward.

Written anew after the description in the paper (Zhang and Li, 2020) and the structure of its code:
tensors with time last, one linear map a step, an automatic differentiation node for the spiking
layer whose backward pass sums, for every step, the effect of a spike on all later PSCs.
"""

import torch
from common import Loss, serve

SURROGATE_WIDTH = 0.2


class SpikingPsc(torch.autograd.Function):
    """Currents [B, N, T] → PSCs of the spikes [B, N, T]."""

    @staticmethod
    def forward(ctx, current, kernel, threshold, tau_membrane, tau_synapse):
        membrane = torch.zeros_like(current[..., 0])
        psc = torch.zeros_like(membrane)
        membranes, increments, spikes, pscs = [], [], [], []
        for t in range(current.shape[-1]):
            increment = current[..., t] - membrane / tau_membrane
            membrane = membrane + increment
            spike = (membrane > threshold).float()
            membranes.append(membrane)
            increments.append(increment)
            spikes.append(spike)
            membrane = membrane * (1 - spike)
            psc = psc + (spike - psc) / tau_synapse
            pscs.append(psc)
        stacked = [torch.stack(x, dim=-1) for x in (membranes, increments, spikes, pscs)]
        ctx.save_for_backward(*stacked, kernel)
        ctx.constants = (threshold, tau_membrane, tau_synapse)
        return stacked[3]

    @staticmethod
    def backward(ctx, slope):
        membrane, increment, spike, psc, kernel = ctx.saved_tensors
        threshold, tau_membrane, tau_synapse = ctx.constants
        B, N, T = slope.shape
        leak = 1 - 1 / tau_membrane
        # ∂a[t + k]/∂s[t], repeated for every neuron and sample.
        effect = kernel.repeat(B, N, 1)
        theta = torch.zeros(B, N)
        result = torch.zeros_like(slope)
        for t in range(T - 1, -1, -1):
            out, u = spike[..., t], membrane[..., t]
            inverse = torch.clamp(1 / increment[..., t], 0, 8) * out
            later = inverse.unsqueeze(-1).repeat(1, 1, T - t) * effect[..., : T - t]
            delta = torch.sum(later * slope[..., t:], dim=-1)
            if t != T - 1:
                delta += theta * u * inverse / tau_membrane
                delta += theta * leak * (1 - out)
            theta = delta * out + theta * (1 - out) * leak
            future = torch.sum(effect[..., : T - t] * slope[..., t:], dim=-1)
            f = torch.exp(torch.clamp((threshold - u) / SURROGATE_WIDTH, -8, 8))
            future = future * f / ((1 + f) * (1 + f) * SURROGATE_WIDTH)
            quiet = psc[..., t] < 1 / (4 * tau_synapse)
            delta[quiet] = future[quiet]
            result[..., t] = delta
        return result, None, None, None, None


class Published:
    def __init__(self, problem):
        self.problem = problem
        self.spikes = problem.spikes().permute(1, 2, 0).contiguous()
        self.loss = Loss(problem)
        self.w_in = torch.nn.Parameter(problem.input_weights().t().contiguous())
        self.w_out = torch.nn.Parameter(problem.output_weights().t().contiguous())
        decay = 1 - 1 / problem.tau_synapse
        self.kernel = decay ** torch.arange(problem.steps) / problem.tau_synapse

    def layer(self, below, weights):
        steps = range(below.shape[-1])
        current = [torch.nn.functional.linear(below[..., t], weights) for t in steps]
        p = self.problem
        return SpikingPsc.apply(
            torch.stack(current, dim=-1), self.kernel, p.threshold, p.tau_membrane, p.tau_synapse
        )

    def gradients(self):
        psc = torch.zeros_like(self.spikes[..., 0])
        pscs = []
        for t in range(self.problem.steps):
            psc = psc + (self.spikes[..., t] - psc) / self.problem.tau_synapse
            pscs.append(psc)
        hidden = self.layer(torch.stack(pscs, dim=-1), self.w_in)
        output = self.layer(hidden, self.w_out)
        loss = self.loss.graph(output.permute(2, 0, 1))
        for parameter in self.parameters():
            parameter.grad = None
        loss.backward()
        return loss

    def parameters(self):
        return [self.w_in, self.w_out]

    def constrain(self):
        """Feedforward weights are free."""

    def named_gradients(self):
        return {
            "hidden.0.feedforward": self.w_in.grad.t(),
            "output.feedforward": self.w_out.grad.t(),
        }


if __name__ == "__main__":
    serve(Published)
