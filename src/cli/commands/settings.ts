/** `presets` and `config`: every setting and its value. */
import { stringify } from 'yaml';
import { describeConfig } from '../../config/describe.ts';
import { configJsonSchema } from '../../config/json-schema.ts';
import { loadConfig } from '../../config/load.ts';
import { PRESET_NAMES, preset, presetSummary } from '../../config/presets/presets.ts';
import { MotifsmithError } from '../../core/errors.ts';
import { valueAt } from '../../core/settings/key-path.ts';
import { print, printInto, printJson } from '../output.ts';

export async function presetsCommand(
  name: string | undefined,
  { json }: { readonly json?: boolean },
): Promise<void> {
  if (name === undefined) {
    const all = PRESET_NAMES.map((each) => ({ name: each, summary: presetSummary(each) }));
    if (json) printJson({ presets: all });
    else
      print(
        all
          .map(
            ({ name: each, summary }) => `${each.padEnd(18)}${summary}
`,
          )
          .join(''),
      );
    return;
  }
  const value = preset(name);
  if (value === null) {
    throw new MotifsmithError('usage', `There is no preset ${JSON.stringify(name)}.`, {
      where: 'argument name',
      remedy: `Use one of ${PRESET_NAMES.join(', ')}.`,
    });
  }
  if (json) printJson(value);
  else print(`# ${presetSummary(name)}\n${stringify(value)}`);
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  'spike-npz': 'spikes.npz',
  recordings: 'path/to/the/data',
};

export interface ConfigCommandOptions {
  readonly set?: readonly string[];
  readonly out?: string;
  readonly schema?: boolean;
  readonly json?: boolean;
}

export async function configCommand(
  source: string | undefined,
  { set = [], out, schema, json }: ConfigCommandOptions,
): Promise<void> {
  if (schema) {
    printJson(configJsonSchema());
    return;
  }
  const name = source ?? 'demo';
  const known = preset(name);
  // A preset does not know where the files are; a placeholder is enough to show its settings.
  const placeholder = PLACEHOLDERS[String(valueAt(known, ['data', 'source']))];
  const nameless = placeholder && valueAt(known, ['data', 'path']) === undefined;
  const options = nameless ? [{ name: 'example', value: { data: { path: placeholder } } }] : [];
  const { config } = await loadConfig({ source: name, sets: set, options });
  if (json) printJson(config);
  else await printInto(out, describeConfig(config));
}
