/** Shows a configuration as a YAML file in which each key has its meaning and range. */
import { Document, isMap, isScalar, type YAMLMap } from 'yaml';
import { describeAllowed } from '../core/settings/allowed.ts';
import type { KeyPath } from '../core/settings/key-path.ts';
import { schemaAt } from '../core/settings/schema-at.ts';
import { configJsonSchema } from './json-schema.ts';
import type { ExperimentConfig } from './schema.ts';

/** YAML with a comment above each key; reading it again gives the same configuration. */
export function describeConfig(config: ExperimentConfig): string {
  const document = new Document(config);
  if (isMap(document.contents)) comment(document.contents, [], config);
  return document.toString({ lineWidth: 100 });
}

function comment(map: YAMLMap, path: KeyPath, config: ExperimentConfig): void {
  map.items.forEach((pair, k) => {
    if (!isScalar(pair.key)) return;
    const place = [...path, String(pair.key.value)];
    const node = schemaAt(configJsonSchema(), place, config);
    const section = isMap(pair.value);
    if (node?.description) {
      const allowed = `Allowed: ${describeAllowed(node)}.`;
      const lines = section ? [node.description] : [node.description, allowed];
      pair.key.commentBefore = lines.map((line) => ` ${line}`).join('\n');
    }
    if (section) {
      pair.key.spaceBefore = path.length === 0 && k > 0;
      comment(pair.value as YAMLMap, place, config);
    }
  });
}
