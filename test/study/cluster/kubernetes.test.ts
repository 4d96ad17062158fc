/** The manifests for Kubernetes, read back as YAML. Their types are checked against its API where they are made. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { runsManifest } from '../../../src/study/cluster/kubernetes.ts';

const study = {
  name: 'letters_2.x',
  file: 'name: letters_2.x\n',
  seeds: '1,2',
  data: new Map([['letters', 'a $(HOME) "b".npz']]),
  cells: 30,
};
const options = { image: 'lab/motifsmith:0.2', claim: 'studies', cpus: 2, jobs: 8 };

/** Any document of a manifest. */
// biome-ignore lint/suspicious/noExplicitAny: what is read back has no type
type Anything = any;

const read = (text: string): Anything[] =>
  parseAllDocuments(text, { schema: 'yaml-1.1' }).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Anything;
  });

test('an Indexed Job has a pod for each run, which reads the study file from a ConfigMap', () => {
  const [file, job] = read(runsManifest(study, { ...options, memory: { amount: 4, unit: 'G' } }));
  expect(file).toMatchObject({ kind: 'ConfigMap', data: { 'study.yaml': study.file } });
  expect(job).toMatchObject({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'letters-2-x-50e619' },
    spec: { completionMode: 'Indexed', completions: 30, parallelism: 8, backoffLimitPerIndex: 3 },
  });
  const { spec } = job.spec.template;
  expect(spec).toMatchObject({ restartPolicy: 'Never', terminationGracePeriodSeconds: 120 });
  expect(spec.containers).toHaveLength(1);
  const [container] = spec.containers;
  expect(container.args).toEqual([
    ...['study', '/study/study.yaml', '--data', 'letters=/volume/data/a $$(HOME) "b".npz'],
    ...['--seeds', '1,2', '--output', '/volume/letters_2.x'],
    ...['--cell-index', '$(JOB_COMPLETION_INDEX)'],
  ]);
  expect(container.resources).toEqual({
    requests: { cpu: '2', memory: '4Gi' },
    limits: { memory: '4Gi' },
  });
  // Every mount has its volume, and every volume what is in it.
  const volumes = new Map(spec.volumes.map((volume: Anything) => [volume.name, volume]));
  const mounted = container.volumeMounts.map(({ name, mountPath }: Anything) => [
    mountPath,
    volumes.get(name),
  ]);
  expect(mounted).toMatchObject([
    ['/volume', { persistentVolumeClaim: { claimName: 'studies' } }],
    ['/study', { configMap: { name: file.metadata.name } }],
  ]);
});

test('pods that were moved or asked to end are replaced, hopeless ones are not, others a few times', () => {
  const [, job] = read(runsManifest(study, options));
  const { rules } = job.spec.podFailurePolicy;
  const actions = (code: number): string[] =>
    rules
      .filter(({ onExitCodes }: Anything) => onExitCodes?.values.includes(code))
      .map(({ action }: Anything) => action as string);
  expect(rules[0]).toMatchObject({
    action: 'Ignore',
    onPodConditions: [{ type: 'DisruptionTarget' }],
  });
  for (const code of [130, 143]) expect(actions(code)).toEqual(['Ignore']);
  for (const code of [2, 3, 5, 7, 70]) expect(actions(code)).toEqual(['FailIndex']);
  // Somebody else has the run, the disk is full, the kernel wants memory back.
  for (const code of [4, 6, 137]) expect(actions(code)).toEqual([]);
});

test('whatever is in the study file arrives in the pods', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme-ascii' }), (a, b) => {
      const text = `${a}\n# ${b}\n`;
      expect(read(runsManifest({ ...study, file: text }, options))[0].data['study.yaml']).toBe(
        text,
      );
    }),
  );
});

test.each([
  ['demo', 'demo'],
  ['on', 'on'],
  ['0123', '0123'],
  ['ti46_alpha.x-', 'ti46-alpha-x-6f2b67'],
  ['x'.repeat(80), `${'x'.repeat(37)}-d929cd`],
])('the job of the study %s is %s', (name, expected) => {
  const [file, job] = read(runsManifest({ ...study, name }, options));
  expect([file.metadata.name, job.metadata.name]).toEqual([expected, expected]);
});
