"""Motifs as blocks: one small matrix a motif (bmm), and a shift by one motif for lateral connections.

The way to write an SC-ML layer in PyTorch if one knows that it is sparse. v must divide N.
"""

import torch
from common import serve
from tssl import Tssl


class Block(Tssl):
    def __init__(self, problem):
        super().__init__(problem)
        N, v = problem.neurons, problem.motif_size
        if N % v != 0:
            raise ValueError(f"the block formulation needs whole motifs: {N} neurons by {v}")
        self.blocks = (N // v, v)
        targets, sources, excitatory = problem.edges()
        same = targets // v == sources // v
        # Where each edge's weight is: within its motif, from the motif before, from that after.
        self.places = [
            (same, (targets // v * v + sources % v) * v + targets % v),
            (~same & (sources < targets), targets),
            (~same & (sources > targets), targets),
        ]
        self.w, self.mask, self.fixed, self.W = [], [], [], []
        # [motif, source, target] for the first, [target] for the others.
        for (chosen, place), shape in zip(self.places, [(N // v, v, v), (N,), (N,)]):
            scatter = lambda values: torch.zeros(shape).view(-1).index_add(
                0, place[chosen], values[chosen]
            ).view(shape)
            weights = scatter(problem.edge_weights())
            mask = scatter(excitatory.float())
            self.mask.append(mask)
            self.fixed.append(scatter((~excitatory).float()) * problem.inhibitory_weight)
            self.w.append(torch.nn.Parameter(weights * mask))
            self.w[-1].grad = torch.empty(shape)
            self.W.append(torch.empty(shape))

    def by_motif(self, x):
        """[…, N] → [motif, …, v] without a copy."""
        return x.view(-1, *self.blocks).transpose(0, 1)

    def prepare(self):
        for w, mask, fixed, W in zip(self.w, self.mask, self.fixed, self.W):
            torch.addcmul(fixed, w, mask, out=W)

    def connect(self, before, current):
        v = self.blocks[1]
        within, left, right = self.W
        self.by_motif(current).add_(torch.bmm(self.by_motif(before), within))
        current[:, v:].addcmul_(before[:, :-v], left[v:])
        current[:, :-v].addcmul_(before[:, v:], right[:-v])

    def connect_back(self, after, fed):
        v = self.blocks[1]
        within, left, right = self.W
        self.by_motif(fed).add_(torch.bmm(self.by_motif(after), within.transpose(1, 2)))
        fed[:, :-v].addcmul_(after[:, v:], left[v:])
        fed[:, v:].addcmul_(after[:, :-v], right[:-v])

    def recurrent_gradient(self, error, psc):
        v = self.blocks[1]
        within, left, right = (w.grad for w in self.w)
        torch.bmm(self.by_motif(psc).transpose(1, 2), self.by_motif(error), out=within)
        left.zero_()
        right.zero_()
        left[v:] = (error[..., v:] * psc[..., :-v]).sum((0, 1))
        right[:-v] = (error[..., :-v] * psc[..., v:]).sum((0, 1))
        for w, mask in zip(self.w, self.mask):
            w.grad.mul_(mask)

    def parameters(self):
        return [self.w_in, *self.w, self.w_out]

    @torch.no_grad()
    def constrain(self):
        for w in self.w:
            w.clamp_(min=0)

    def named_gradients(self):
        edges = torch.zeros(len(self.places[0][0]))
        for (chosen, place), w in zip(self.places, self.w):
            edges[chosen] = w.grad.view(-1)[place[chosen]]
        return {
            "hidden.0.feedforward": self.w_in.grad,
            "hidden.0.recurrent": edges,
            "output.feedforward": self.w_out.grad,
        }


if __name__ == "__main__":
    serve(Block)
