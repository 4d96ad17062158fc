"""Checks ONNX files with ONNX's own checker, and runs them in onnxruntime.

Usage: onnx_steps.py CASES.json
    CASES.json: [{"model": FILE, "samples": [[[count of each input], ...], ...]}, ...], samples of equal length
    prints for each case {"metadata": {...}, "opset": N, "spikes": [sample][step][output neurons], "scores": [sample][class]}
"""
import json
import sys

import numpy as np
import onnxruntime


def simulate(model, samples):
    """Runs samples [B, T, inputs] through a model: spikes [B, T, outputs], the last state, and the session."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    samples = np.array(samples, np.float32)
    state = {
        each.name: np.zeros((len(samples), each.shape[1]), np.float32)
        for each in session.get_inputs()
    }
    outputs = [each.name for each in session.get_outputs()]
    spikes = []
    for step in range(samples.shape[1]):
        state["counts"] = samples[:, step]
        results = dict(zip(outputs, session.run(outputs, state)))
        state.update({name: results[f"{name}_next"] for name in state if name != "counts"})
        spikes.append(results["spikes"])
    return np.stack(spikes, 1), state, session


def run(case):
    import onnx

    model = onnx.load(case["model"])
    onnx.checker.check_model(model, full_check=True)
    spikes, state, session = simulate(case["model"], case["samples"])
    return {
        "metadata": session.get_modelmeta().custom_metadata_map,
        "opset": model.opset_import[0].version,
        "spikes": [[np.flatnonzero(row).tolist() for row in sample] for sample in spikes],
        "scores": state["scores"].tolist(),
    }


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        print(json.dumps([run(case) for case in json.load(file)]))
