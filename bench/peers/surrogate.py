"""Backpropagation through time with a surrogate gradient, by automatic differentiation.

What general libraries for spiking networks do (snnTorch, Norse, spikingjelly), on the same network:
masked dense recurrence, reset not differentiated, fast sigmoid as the surrogate. Products with the
input and the output weights are hoisted out of the loop, which those libraries leave to the user.
"""

import torch
from common import Loss, serve

SLOPE = 10.0


class Spike(torch.autograd.Function):
    """Heaviside step forwards, derivative of a fast sigmoid backwards (Zenke and Ganguli, 2018)."""

    @staticmethod
    def forward(ctx, distance):
        ctx.save_for_backward(distance)
        return (distance > 0).float()

    @staticmethod
    def backward(ctx, slope):
        (distance,) = ctx.saved_tensors
        return slope / distance.abs().mul_(SLOPE).add_(1).square_()


class Surrogate:
    def __init__(self, problem):
        self.problem = problem
        self.spikes = problem.spikes()
        self.loss = Loss(problem)
        self.w_in = torch.nn.Parameter(problem.input_weights())
        self.w_out = torch.nn.Parameter(problem.output_weights())
        targets, sources, excitatory = problem.edges()
        N = problem.neurons
        self.mask = torch.zeros(N, N)
        self.mask[sources[excitatory], targets[excitatory]] = 1
        self.fixed = torch.zeros(N, N)
        self.fixed[sources[~excitatory], targets[~excitatory]] = problem.inhibitory_weight
        weights = torch.zeros(N, N)
        weights[sources, targets] = problem.edge_weights()
        self.w = torch.nn.Parameter(weights * self.mask)

    def layer(self, drive, recurrent):
        """Spikes [T, B, N] of a layer that receives `drive` [T, B, N] a step, and itself."""
        p = self.problem
        current = torch.zeros_like(drive[0])
        rest = torch.zeros_like(drive[0])
        spike = None
        spikes = []
        for received in drive.unbind(0):
            if recurrent is not None and spike is not None:
                received = torch.addmm(received, spike, recurrent)
            current = torch.lerp(current, received, 1 / p.tau_synapse)
            membrane = torch.add(current, rest, alpha=1 - 1 / p.tau_membrane)
            spike = Spike.apply(membrane - p.threshold)
            rest = membrane * (1 - spike.detach())
            spikes.append(spike)
        return torch.stack(spikes)

    def gradients(self):
        T, B = self.problem.steps, self.problem.batch
        drive = torch.mm(self.spikes.view(T * B, -1), self.w_in).view(T, B, -1)
        hidden = self.layer(drive, self.w * self.mask + self.fixed)
        output = self.layer(torch.matmul(hidden, self.w_out), None)
        psc = torch.zeros_like(output[0])
        pscs = []
        for spike in output.unbind(0):
            psc = torch.lerp(psc, spike, 1 / self.problem.tau_synapse)
            pscs.append(psc)
        loss = self.loss.graph(torch.stack(pscs))
        for parameter in self.parameters():
            parameter.grad = None
        loss.backward()
        return loss

    def parameters(self):
        return [self.w_in, self.w, self.w_out]

    @torch.no_grad()
    def constrain(self):
        self.w.clamp_(min=0)


if __name__ == "__main__":
    serve(Surrogate)
