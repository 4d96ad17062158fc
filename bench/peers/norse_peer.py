"""The library Norse as it comes: LIFRecurrent (dense) and LIF over whole sequences.

Its neuron differs from ours in details (the current jumps after the potential moved), so its numbers
are near ours, not equal. Norse multiplies currents by dt/τm where ours has R/τ = 1 and the synapse
gain 1/τs: weights are scaled by τm/τs to make up for that.
"""

import torch
from common import Loss, serve
from norse.torch import LIF, LIFParameters, LIFRecurrent

DT = 0.001


class NorsePeer:
    def __init__(self, problem):
        self.problem = problem
        self.spikes = problem.spikes()
        self.loss = Loss(problem)
        N = problem.neurons
        neuron = LIFParameters(
            tau_syn_inv=torch.as_tensor(1 / (problem.tau_synapse * DT)),
            tau_mem_inv=torch.as_tensor(1 / (problem.tau_membrane * DT)),
            v_th=torch.as_tensor(problem.threshold),
        )
        scale = problem.tau_membrane / problem.tau_synapse
        targets, sources, excitatory = problem.edges()
        values = torch.where(excitatory, problem.edge_weights(), problem.inhibitory_weight)
        recurrent = torch.zeros(N, N)
        recurrent[targets, sources] = values
        self.hidden = LIFRecurrent(
            problem.inputs,
            N,
            p=neuron,
            input_weights=torch.nn.Parameter(scale * problem.input_weights().t().contiguous()),
            recurrent_weights=torch.nn.Parameter(scale * recurrent),
            autapses=True,
            dt=DT,
        )
        self.readout = torch.nn.Linear(N, problem.outputs, bias=False)
        with torch.no_grad():
            self.readout.weight.copy_(scale * problem.output_weights().t())
        self.output = LIF(p=neuron, dt=DT)

    def gradients(self):
        hidden, _ = self.hidden(self.spikes)
        output, _ = self.output(self.readout(hidden))
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
        return [self.hidden.input_weights, self.hidden.recurrent_weights, self.readout.weight]

    def constrain(self):
        """Norse leaves its weights free."""


if __name__ == "__main__":
    serve(NorsePeer)
