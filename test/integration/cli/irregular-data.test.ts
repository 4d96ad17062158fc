/**
 * A folder in which each kind of damage that real programs leave occurs once, and the first recording
 * cannot be read at all: looked into, verified and trained on, leniently and strictly.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { writeAedat4, writeDat, writeEvt3 } from '../../data/cameras/writers.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { motifsmith } from './command.ts';

const root = join(temporaryFolder(), 'mixed');

/** Some events of a moving point; `change` spoils them. */
function events(seed: number, change: (list: ReturnType<typeof points>) => void = () => {}) {
  const list = points(seed);
  change(list);
  return list;
}

function points(seed: number) {
  const steps = Array.from({ length: 120 }, (_, k) => k);
  return {
    width: 128,
    height: 128,
    times: steps.map((k) => 5000 + 700 * k),
    x: steps.map((k) => (k * (seed + 1)) % 128),
    y: steps.map((k) => (seed * 17 + k) % 128),
    polarity: steps.map((k) => k % 2),
  };
}

function write(path: string, bytes: Uint8Array): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), bytes);
}

/** Eight sound recordings, and one of each kind of trouble. */
beforeAll(() => {
  for (const [label, name] of [
    [0, 'left'],
    [1, 'right'],
  ] as const) {
    for (let k = 0; k < 4; k++) write(`${name}/sound-${k}.dat`, writeDat(events(label + 2 * k)));
  }
  // The first file of the folder has nothing to read.
  write('left/a-pointer.aedat', new TextEncoder().encode('#!AER-DAT3.0\r\n'));
  write(
    'left/back.dat',
    writeDat(
      events(9, ({ times }) => {
        times[60] = times[59]! - 11;
        times[80] = times[79]! - 3;
      }),
    ),
  );
  write(
    'left/outside.dat',
    writeDat(
      events(10, ({ x }) => {
        x[5] = 128;
      }),
    ),
  );
  const evt3 = writeEvt3(events(11));
  // An unknown word, and half of one.
  write('right/words.raw', Uint8Array.of(...evt3, 0x00, 0x90, 0x01));
  const aedat4 = writeAedat4(events(12));
  write('right/cut.aedat4', aedat4.subarray(0, aedat4.length - 40));
  write('right/empty.aedat', new Uint8Array(0));
});

/** Kinds of irregularities by number and recordings. */
const found = (warnings: {
  irregularities: { kind: string; count: number; recordings: number }[];
}) =>
  Object.fromEntries(
    warnings.irregularities.map(({ kind, count, recordings }) => [kind, [count, recordings]]),
  );

const EXPECTED = {
  timeBack: [2, 1],
  outsideSensor: [1, 1],
  unknownWord: [1, 1],
  cutTail: [2, 2],
};

describe('a folder of mixed damage', () => {
  test('inspect counts each kind, and names what cannot be read', async () => {
    const json = await motifsmith('data', 'inspect', root, '--json');
    expect(json.code).toBe(0);
    const { warnings, bad, samples } = JSON.parse(json.stdout);
    expect(found(warnings)).toEqual(EXPECTED);
    expect(samples.total).toBe(14);
    expect(bad.map(({ id }: { id: string }) => id)).toEqual([
      'left/a-pointer.aedat',
      'right/empty.aedat',
    ]);
    const people = await motifsmith('data', 'inspect', root);
    expect(people.stdout).toMatch(
      /2 steps back in time \(up to 11 µs\) in 1 recording, put in order; the first: .*back\.dat, byte \d+/,
    );
  });

  test('verify takes irregular recordings for sound, and for damaged if it is strict', async () => {
    const lenient = await motifsmith('data', 'verify', root, '--json');
    expect(lenient.code).toBe(EXIT_CODES.data);
    expect(JSON.parse(lenient.stdout).bad).toHaveLength(2);
    const strict = await motifsmith('data', 'verify', root, '--json', '--set', 'data.strict=true');
    expect(strict.code).toBe(EXIT_CODES.data);
    expect(JSON.parse(strict.stdout).bad).toHaveLength(6);
    const whole = await motifsmith('data', 'verify', root, '--json', '--salvage', 'nothing');
    expect(JSON.parse(whole.stdout).bad).toHaveLength(4);
  });

  test('verify lists every recording of a set of which none can be read', async () => {
    const folder = join(root, '..', 'all-damaged');
    mkdirSync(join(folder, 'a'), { recursive: true });
    for (const name of ['1', '2']) writeFileSync(join(folder, 'a', `${name}.aedat4`), 'nothing');
    const { code, stdout, stderr } = await motifsmith('data', 'verify', folder);
    expect(code).toBe(EXIT_CODES.data);
    expect(stdout).toMatch(/none of 2 recordings is intact\.\n.*1\.aedat4.*\n.*2\.aedat4/);
    expect(stderr).toMatch(/1\.aedat4/);
  });

  const quick = [
    'data.format=camera-folder',
    'data.binMs=10',
    'data.pool=16',
    'data.split={by: stratified, testFraction: 0.3}',
    'network.layers=[{kind: scml, neurons: 16}]',
    'training.epochs=1',
  ].flatMap((set) => ['--set', set]);
  const train = (...more: string[]) =>
    motifsmith(
      ...[
        'train',
        'nmnist-short',
        '--architecture',
        'feedforward',
        '--data',
        root,
        ...quick,
        ...more,
      ],
      ...['--output', join(root, '..', 'runs'), '--json'],
    );

  test('training stops at the first that cannot be read, without --skip-bad', async () => {
    const { code, stdout } = await train();
    expect(code).toBe(EXIT_CODES.data);
    const { error } = JSON.parse(stdout);
    expect(error.message).toContain('AEDAT 3.0');
    expect(error.remedy).toContain('--skip-bad');
  });

  test('training with --skip-bad says each kind once and records the counts', async () => {
    const { code, stdout, stderr } = await train('--skip-bad');
    expect(code).toBe(0);
    expect(stderr.match(/steps back in time/g)).toHaveLength(1);
    const { directory } = JSON.parse(stdout);
    const { data } = JSON.parse(readFileSync(join(directory, 'config.json'), 'utf8'));
    expect(found(data)).toEqual(EXPECTED);
    expect(data.skipped).toHaveLength(2);
    expect(data.trainSamples + data.testSamples).toBe(12);
    const strictly = await train('--skip-bad', '--set', 'data.strict=true');
    expect(strictly.code).toBe(0);
    const strict = JSON.parse(strictly.stdout);
    expect(strict.data.skipped).toHaveLength(6);
    expect(strict.data.fingerprint).not.toBe(data.fingerprint);
  });
});
