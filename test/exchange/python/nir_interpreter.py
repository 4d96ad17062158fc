"""Runs a NIR graph by forward Euler, from the published equations of its nodes and nothing else.

    CubaLIF  tau_syn dI/dt = w_in S - I,  tau_mem dv/dt = (v_leak - v) + r I
    LIF      tau dv/dt = (v_leak - v) + r S
    both     spike where v > v_threshold, then v = v_reset there
    CubaLI, LI  the same without spikes: they pass on v

Nodes that are reached again within a step (recurrence) pass on what they had at the step before, and before the
first step what they make of silence: a matrix its bias.

Usage: nir_interpreter.py CASES.json
    CASES.json: [{"graph": FILE, "dt": seconds, "steps": T, "events": [[step, channel], ...]}, ...]
    prints for each case {node path: [[step, neuron], ...]} for all neuron nodes
"""
import json
import sys

import h5py
import numpy as np

SPIKING = ("CubaLIF", "LIF")
INTEGRATORS = ("CubaLI", "LI")


def text(dataset):
    return dataset[()].decode("utf8")


class Node:
    """One node of the flat graph: `before` are the names of the nodes that feed it."""

    def __init__(self, group):
        self.type = text(group["type"])
        self.value = {k: v[()] for k, v in group.items() if isinstance(v, h5py.Dataset) and k != "type"}
        self.before = []
        self.state = None

    def step(self, x, dt):
        p = self.value
        if self.type in ("Input", "Output", "Flatten"):
            return x
        if self.type == "Linear":
            return p["weight"].astype(np.float64) @ x
        if self.type == "Affine":
            return p["weight"].astype(np.float64) @ x + p["bias"]
        assert self.type in (*SPIKING, *INTEGRATORS), self.type
        p = {k: v.astype(np.float64) for k, v in p.items()}
        current, v = self.state if self.state else (np.zeros_like(x), np.zeros_like(x))
        if self.type.startswith("Cuba"):
            current = current + dt / p["tau_syn"] * (p["w_in"] * x - current)
            v = v + dt / p["tau_mem"] * ((p["v_leak"] - v) + p["r"] * current)
        else:
            v = v + dt / p["tau"] * ((p["v_leak"] - v) + p["r"] * x)
        if self.type in INTEGRATORS:
            self.state = (current, v)
            return v
        spike = v > p["v_threshold"]
        self.state = (current, np.where(spike, p.get("v_reset", 0.0), v))
        return spike.astype(np.float64)


def flatten(group, prefix, nodes):
    """Adds a graph's nodes by path; edges to a nested graph lead to its Input, those from it leave its Output."""
    nested = set()
    for name, member in group["nodes"].items():
        if text(member["type"]) == "NIRGraph":
            nested.add(name)
            flatten(member, f"{prefix}{name}/", nodes)
        else:
            nodes[prefix + name] = Node(member)
    edges = [(a.decode(), b.decode()) for a, b in group["edges"][()]]
    # In published subgraphs, one node has another name in the edges.
    written = {name for edge in edges for name in edge}
    names = dict(zip(written - set(group["nodes"]), set(group["nodes"]) - written))
    for a, b in edges:
        a, b = names.get(a, a), names.get(b, b)
        source = f"{prefix}{a}/output" if a in nested else prefix + a
        target = f"{prefix}{b}/input" if b in nested else prefix + b
        # An edge listed twice is one edge.
        if source not in nodes[target].before:
            nodes[target].before.append(source)


def order(nodes):
    """Nodes in the order in which spikes reach them from the input, breadth first.

    A node that feeds an earlier one is recurrent: there, its output of the step before is taken.
    """
    listed = ["input"]
    for name in listed:
        listed += [n for n, node in nodes.items() if name in node.before and n not in listed]
    return listed


def simulate(graph, dt, drive, rule=Node.step):
    """Spikes (or potentials) [T, N] of all neuron nodes by path, in the order of the chain. `drive`: [T, inputs].

    `rule` steps one node: given the node, its input and dt, it returns the output.
    """
    nodes = {}
    with h5py.File(graph, "r") as file:
        flatten(file["node"], "", nodes)
    listed = order(nodes)
    output = {n: node.value.get("bias", 0) for n, node in nodes.items() if node.type in ("Linear", "Affine")}
    spikes = {name: [] for name in listed if nodes[name].type in (*SPIKING, *INTEGRATORS)}
    for step in drive:
        for name in listed:
            node = nodes[name]
            x = step if name == "input" else sum(
                output[source] for source in node.before if source in output
            )
            output[name] = rule(node, x, dt)
            if name in spikes:
                spikes[name].append(output[name])
    return {name: np.array(steps) for name, steps in spikes.items()}


def dense(events, steps, inputs):
    """Spike counts [T, inputs] of events [step, channel]."""
    drive = np.zeros((steps, inputs))
    for step, channel in events:
        drive[step, channel] += 1
    return drive


def run(case):
    with h5py.File(case["graph"], "r") as file:
        inputs = int(np.prod(file["node/nodes/input/shape"][()]))
    drive = dense(case["events"], case["steps"], inputs)
    spikes = simulate(case["graph"], case["dt"], drive)
    return {name: np.argwhere(steps > 0).tolist() for name, steps in spikes.items()}


if __name__ == "__main__":
    with open(sys.argv[1]) as cases:
        print(json.dumps([run(case) for case in json.load(cases)]))
