/**
 * There and back: a network is exported, trained by the program in docs/pytorch.md, imported and evaluated. Python
 * needs torch, safetensors and NumPy.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { python, pythonHas } from '../../exchange/python.ts';
import { temporaryFolder, tinyConfig, tinySpikeSet } from '../../experiment/tiny.ts';
import { motifsmith } from '../cli/command.ts';

const DOCUMENT = join(import.meta.dirname, '../../../docs/pytorch.md');

/** What PyTorch predicts after training, and files that were saved otherwise. */
const MORE = `
import json
from safetensors.torch import save_file

confusion = torch.zeros(3, 3, dtype=torch.int64)
with torch.no_grad():
    classes = network(inputs[test], steps[test]).argmax(1)
confusion.index_put_((labels[test], classes), torch.ones(len(test), dtype=torch.int64), accumulate=True)
print(json.dumps(confusion.tolist()))
state = network.state_dict()
save_file(state, "bare.safetensors")
excitatory = int(network.hidden[0].gain.nonzero()[0])
state["hidden.0.recurrent"][excitatory] = -0.125
network.save("wrong.safetensors")
print(excitatory)
`;

test.skipIf(!pythonHas('torch', 'safetensors', 'numpy'))(
  'what PyTorch has trained is evaluated to the same predictions',
  async () => {
    const root = temporaryFolder();
    const spikes = tinySpikeSet({
      change: (columns) => {
        columns.splits = columns.utterances!.map((utterance) => (utterance > 4 ? 1 : 0));
        delete columns.utterances;
      },
    });
    const config = join(root, 'tiny.json');
    const folder = join(root, 'exported');
    const run = join(root, 'run');
    const path = join(folder, 'spikes.npz');
    const settings = tinyConfig(path, root);
    const data = { source: 'recordings', path, split: { by: 'official' } };
    writeFileSync(config, JSON.stringify({ ...settings, data, engine: 'wasm' }));

    const command = async (...args: string[]) => {
      const outcome = await motifsmith(...args);
      expect(outcome.code, `${args.join(' ')}\n${outcome.stderr}`).toBe(0);
      return outcome.stdout;
    };
    const spikesFile = join(root, 'spikes.npz');
    writeFileSync(spikesFile, spikes);
    await command('search', config, '--data', spikesFile, '--run-dir', run, '--quiet');
    await command('export', run, '--format', 'pytorch', '--out', folder);
    writeFileSync(path, spikes);
    const program = [...readFileSync(DOCUMENT, 'utf8').matchAll(/^```python\n(.*?)^```/gms)];
    const script = join(folder, 'example.py');
    const begin = `import os\nos.chdir(${JSON.stringify(folder)})\nimport torch\ntorch.manual_seed(1)\n`;
    writeFileSync(script, begin + program.map(([, code]) => code).join('') + MORE);
    const [before, after, confusion, excitatory] = python(script).trim().split('\n');

    const recorded = JSON.parse(await command('evaluate', run, '--json')).members[0];
    expect(Number(before)).toBeCloseTo(recorded.accuracy, 12);
    for (const [file, ...options] of [
      ['tuned.safetensors'],
      ['bare.safetensors', '--architecture', run],
    ] as const) {
      const out = join(root, `from-${file}`);
      await command('import', join(folder, file), '--out', out, '--run', run, ...options);
      const evaluated = JSON.parse(await command('evaluate', out, '--json')).members[0];
      expect(evaluated.accuracy).toBeCloseTo(Number(after), 12);
      expect(evaluated.confusion).toEqual(JSON.parse(confusion!));
      expect(evaluated.loss).not.toBe(recorded.loss);
    }
    for (const [file, message] of [
      ['bare.safetensors', /does not say which network it is of(.|\n)*--architecture/],
      ['wrong.safetensors', `tensor "hidden.0.recurrent", element ${excitatory}`],
    ] as const) {
      const out = join(root, 'never');
      const refused = await motifsmith('import', join(folder, file), '--out', out);
      expect(refused.code).toBe(EXIT_CODES.artifact);
      expect(refused.stderr).toMatch(message);
      expect(existsSync(out)).toBe(false);
    }
  },
  300_000,
);
