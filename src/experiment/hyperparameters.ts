/** The settings of a member as TensorBoard compares them. */
import { configJsonSchema } from '../config/json-schema.ts';
import { settingLeaves } from '../config/leaves.ts';
import { canonical } from '../core/canonical.ts';
import { schemaAt } from '../core/settings/schema-at.ts';
import type {
  Hyperparameter,
  HyperparameterValue,
} from '../exchange/tensorboard/hyperparameters.ts';
import { decisiveConfig } from '../run/identity.ts';
import type { Member, Plan } from '../run/schema/plan.ts';

/**
 * Seed, method and every setting that results depend on. Lists are text; settings that are off (`null`)
 * are left out, because TensorBoard has one type for all values of a setting.
 */
export function memberHyperparameters(
  { config }: Plan,
  { seed, method }: Member,
): Hyperparameter[] {
  const settings: Hyperparameter[] = [
    { name: 'method', value: method, differs: true },
    { name: 'seed', value: seed, differs: true },
  ];
  for (const { path, value } of settingLeaves(decisiveConfig(config))) {
    if (value === null) continue;
    const standard = schemaAt(configJsonSchema(), path, config)?.default;
    const differs = standard !== undefined && canonical(standard) !== canonical(value);
    settings.push({ name: path.join('.'), value: shown(value), differs });
  }
  return settings;
}

function shown(value: unknown): HyperparameterValue {
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') {
    return value;
  }
  return JSON.stringify(value);
}
