"""Dense recurrence with a mask: how motifs are usually written in PyTorch."""

import torch
from common import serve
from tssl import Tssl


class Masked(Tssl):
    def __init__(self, problem):
        super().__init__(problem)
        targets, sources, excitatory = problem.edges()
        self.edges = (sources, targets)
        N = problem.neurons
        self.mask = torch.zeros(N, N)
        self.mask[sources[excitatory], targets[excitatory]] = 1
        self.fixed = torch.zeros(N, N)
        self.fixed[sources[~excitatory], targets[~excitatory]] = problem.inhibitory_weight
        weights = torch.zeros(N, N)
        weights[self.edges] = problem.edge_weights()
        # [source, target]
        self.w = torch.nn.Parameter(weights * self.mask)
        self.w.grad = torch.empty(N, N)
        self.W = torch.empty(N, N)

    def prepare(self):
        torch.addcmul(self.fixed, self.w, self.mask, out=self.W)

    def connect(self, before, current):
        current.addmm_(before, self.W)

    def connect_back(self, after, fed):
        fed.addmm_(after, self.W.t())

    def recurrent_gradient(self, error, psc):
        flat = lambda x: x.reshape(-1, x.shape[-1])
        torch.mm(flat(psc).t(), flat(error), out=self.w.grad)
        self.w.grad.mul_(self.mask)

    def parameters(self):
        return [self.w_in, self.w, self.w_out]

    @torch.no_grad()
    def constrain(self):
        self.w.clamp_(min=0)

    def named_gradients(self):
        return {
            "hidden.0.feedforward": self.w_in.grad,
            "hidden.0.recurrent": self.w.grad[self.edges],
            "output.feedforward": self.w_out.grad,
        }


if __name__ == "__main__":
    serve(Masked)
