/** What the pods of `study --kubernetes` do, done by processes: one for each index, one of them stopped in between. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { outcomeOf } from '../../study/outcome.ts';
import { writeStudy } from '../../study/tiny-study.ts';
import { begin, motifsmith, type Running } from '../cli/command.ts';

const root = temporaryFolder();
const { file, data } = writeStudy(root, { methods: ['hrmas', 'dense'], seeds: [1, 2, 3] });

interface Manifest {
  readonly kind: string;
  readonly data: Readonly<Record<string, string>>;
  readonly spec: {
    readonly completions: number;
    readonly template: { spec: { containers: readonly { args: readonly string[] }[] } };
  };
}

const manifests = (folder: string, name: string): Manifest[] =>
  parseAllDocuments(readFileSync(join(folder, 'kubernetes', name), 'utf8')).map(
    (document) => document.toJS() as Manifest,
  );

const outcome = (folder: string) => outcomeOf(folder, 'failures.json');

test('pods in any order, and stopped ones again, give the bytes of a local study', async () => {
  const given = ['study', file, '--data', `letters=${data}`, '--seeds', '1,2'];
  const here = join(root, 'here');
  expect((await motifsmith(...given, '--output', here)).code).toBe(0);
  const written = join(root, 'written');
  const asked = ['--kubernetes', '--image', 'motifsmith', '--claim', 'studies'];
  const { code, stdout } = await motifsmith(...given, '--output', written, ...asked);
  expect(code).toBe(0);
  expect(stdout).toContain('Copy into the folder data of the volume: tiny.npz\n');

  // The volume, as a user prepares it, and the file of the ConfigMap.
  const [map, runs] = manifests(written, 'runs.yaml');
  const [collect] = manifests(written, 'collect.yaml');
  const mount = { work: join(root, 'work'), study: join(root, 'study') };
  mkdirSync(join(mount.work, 'data'), { recursive: true });
  mkdirSync(mount.study);
  renameSync(data, join(mount.work, 'data/tiny.npz'));
  for (const [name, text] of Object.entries(map!.data))
    writeFileSync(join(mount.study, name), text);
  const pod = ({ spec }: Manifest, index = 0): Running =>
    begin(
      ...spec.template.spec.containers[0]!.args.map((word) =>
        word
          .replace('$(JOB_COMPLETION_INDEX)', String(index))
          .replace(/(^|=)\/volume\//, `$1${mount.work}/`)
          .replace(/^\/study\//, `${mount.study}/`),
      ),
    );

  expect(runs!.spec.completions).toBe(4);
  const first = pod(runs!, 3);
  await first.shown('starts');
  first.child.kill('SIGTERM');
  expect((await first.ended).code).toBe(130);
  const codes = await Promise.all([3, 1, 0, 2].map(async (k) => (await pod(runs!, k).ended).code));
  expect(codes).toEqual([0, 0, 0, 0]);
  expect((await pod(collect!).ended).code).toBe(0);
  expect(outcome(join(mount.work, 'tiny'))).toEqual(outcome(here));
}, 300_000);
