/** What the Hugging Face Hub reads of a model card: the YAML block at its beginning. */
import { stringify } from 'yaml';
import { visible } from '../../core/visible.ts';
import type { ModelCardSource } from './card-source.ts';

/** What the Hub calls a data set of its own. */
const HUB_NAME = /^[\w.-]+(\/[\w.-]+)?$/;

/** A name of letters and digits for what has none on the Hub. */
const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'recordings';

/**
 * The block, its `---` included (https://huggingface.co/docs/hub/model-cards#model-card-metadata).
 * @param name of the model
 */
export function cardMetadata(name: string, source: ModelCardSource): string {
  const { record, summary, architecture, license } = source;
  const { data } = record;
  const dataset = visible(data.name);
  const { width, height } = data.preprocessing?.sensor ?? { width: 1, height: 1 };
  const recurrent = architecture.hidden.some(({ kind }) => kind !== 'feedforward');
  const metadata = {
    license: visible(license),
    library_name: 'motifsmith',
    tags: [
      'motifsmith',
      'spiking-neural-network',
      ...(recurrent ? ['recurrent'] : []),
      'neuromorphic',
      ...(width > 1 && height > 1 ? ['event-camera'] : []),
    ],
    ...(HUB_NAME.test(dataset) ? { datasets: [dataset] } : {}),
    metrics: ['accuracy'],
    'model-index': [
      {
        name: visible(name),
        results: [
          {
            task: { type: 'other', name: 'Classification of events' },
            dataset: {
              type: HUB_NAME.test(dataset) ? dataset : slug(dataset),
              name: dataset,
              split: 'test',
              args: { samples: summary.test.samples, fingerprint: data.fingerprint },
            },
            metrics: [{ type: 'accuracy', name: 'Test accuracy', value: summary.test.accuracy }],
          },
        ],
      },
    ],
  };
  return `---\n${stringify(metadata, { lineWidth: 0, version: '1.1' })}---\n`;
}
