"""What Lava-DL and Rockpool make of a file: they compute something else than its equations."""
import numpy as np

from nir_interpreter import Node, simulate


def outputs(graph, dt, samples, rule):
    return [list(simulate(graph, dt, sample, rule).values())[-1] for sample in samples]


def lava_rules(graph, dt, samples):
    """What lava-dl d825ac5 makes of a file with the importer of NIR 7232ada (`paper/nir_to_lava.py`), in fixed point.
    Paths are below `src/lava/lib/dl/slayer` of lava-dl."""
    # nir_to_lava.py: scale = 1 << 6. neuron/cuba.py: w_scale = scale, s_scale = scale << 6, p_scale = 1 << 12.
    weights, states, decays = 64, 64 * 64, 1 << 12

    def eight_bits(values):
        # neuron/base.py, quantize_8bit
        return np.clip(np.round(values / (2 / weights)) * (2 / weights), -256 / weights, 254 / weights)

    def leak(state, decay):
        # neuron/dynamics/leaky_integrator.py: integers, shifted towards zero.
        product = state * (decays - decay)
        return np.sign(product) * (np.abs(product) >> 12)

    def one(values):
        # nir_to_lava.py refuses neurons of a layer that differ.
        assert np.unique(values).size == 1
        return values[0]

    def rule(node, x, dt):
        p, x = node.value, np.float32(x)
        # nir_to_lava.py: Linear nodes fail, and a CubaLIF outside a recurrent subgraph gets seven neurons.
        assert node.type in ("Input", "Output", "Affine", "CubaLIF"), node.type
        if node.type == "Affine":
            recurrent = node.before[0].endswith("/lif")
            # utils/recurrent.py: biases of recurrent matrices have no effect.
            return eight_bits(p["weight"]) @ x if recurrent else p["weight"] @ x + p["bias"]
        if node.type != "CubaLIF":
            return x
        assert any(source.endswith("/w_rec") for source in node.before)
        # nir_to_lava.py: r = tau_mem/dt is needed; w_in = tau_syn/dt is the gain of 1 that is written for it.
        assert np.allclose(p["r"], p["tau_mem"] / dt) and np.allclose(p["w_in"] * dt / p["tau_syn"], 1)
        current, voltage = node.state or (np.zeros(len(x), np.int64),) * 2
        current = leak(current, int(np.round(decays * one(dt / p["tau_syn"]))))
        current = current + np.trunc(x * np.float32(states)).astype(np.int64)
        voltage = leak(voltage, int(np.round(decays * one(dt / p["tau_mem"])))) + current
        # neuron/base.py cuts the threshold to 1/64; neuron/cuba.py adds threshold_eps, which makes v >= it v > it.
        spike = voltage / states >= int(one(p["v_threshold"]) * weights) / weights + 0.01 / states
        node.state = (current, np.where(spike, 0, voltage))
        return np.float32(spike)

    return outputs(graph, dt, samples, rule)


def rockpool_rules(graph, dt, samples):
    """What Rockpool 42cee1c makes of a file (`nn/modules/torch/nir.py`, `lif_torch.py`), in float32: exponential decays
    with a step of its own, min(tau_mem / (1 + r)); a neuron may spike several times in a step, each of which takes a
    threshold away. It does not read w_in."""

    def rule(node, x, dt):
        if node.type != "CubaLIF":
            return np.float32(Node.step(node, np.float32(x), dt))
        p = {name: np.float32(value) for name, value in node.value.items()}
        step = np.min(p["tau_mem"] / (1 + p["r"]))
        current, v = node.state or (np.zeros_like(p["r"]),) * 2
        current = (current + x) * np.exp(-step / p["tau_syn"])
        v = v * np.exp(-step / p["tau_mem"]) + current + p["v_leak"]
        spikes = np.where(v >= p["v_threshold"], np.floor(v / p["v_threshold"]), 0)
        node.state = (current, v - spikes * p["v_threshold"])
        return np.float32(spikes)

    return outputs(graph, dt, samples, rule)
