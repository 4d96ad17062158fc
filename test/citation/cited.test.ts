/** A run cites what it used, and nothing that it did not use. */

import { describe, expect, it } from 'vitest';
import type { SystemName } from '../../src/baselines/names.ts';
import { citationsOf, type Work } from '../../src/citation/cited.ts';
import { loadConfig } from '../../src/config/load.ts';

interface Options extends Partial<Omit<Work, 'config'>> {
  readonly path?: string;
}

/** What a run of a preset does. */
async function work(
  preset: string,
  sets: readonly string[] = [],
  { task = { command: 'search' }, dataName = preset, version = '1.0.0', path }: Options = {},
): Promise<Work> {
  const options = path === undefined ? [] : [{ name: 'test', value: { data: { path } } }];
  const { config } = await loadConfig({ source: preset, sets, options });
  return { version, task, config, dataName };
}

const keys = (...works: readonly Work[]): string[] =>
  citationsOf(works).map(({ reference }) => reference.key);

const ALWAYS = ['motifsmith', 'zhang2024composing', 'zhang2020temporal'];
const IP = 'zhang2019information';
const RANDOM_SEARCH = 'li2020random';
const EAR = ['lyon1982computational', 'slaney1988lyon'];
const BSA = 'schrauwen2003bsa';

describe('methods', () => {
  const dataName = 'my-own';

  it('cites SpiKL-IP for a search with intrinsic plasticity', async () => {
    expect(keys(await work('demo', [], { dataName }))).toEqual([...ALWAYS, IP]);
  });

  it('does not if intrinsic plasticity is off', async () => {
    const off = await work('demo', ['search.plasticity.mode=off'], { dataName });
    expect(keys(off)).toEqual(ALWAYS);
  });

  it('does not for a network that was only trained', async () => {
    const task = { command: 'train', architecture: 'feedforward' } as const;
    expect(keys(await work('demo', [], { dataName, task }))).toEqual(ALWAYS);
  });

  it('cites STBP for networks that it trained, and TSSL-BP for none of them', async () => {
    const task = { command: 'train', architecture: 'stbp' } as const;
    const [software, paper] = ALWAYS;
    expect(keys(await work('demo', [], { dataName, task }))).toEqual([
      software,
      paper,
      'wu2018spatio',
    ]);
    const compared = await work('demo', ['compare=[stbp]'], { dataName });
    expect(keys(compared)).toEqual([...ALWAYS, 'wu2018spatio', IP]);
  });

  it('cites baselines, and neither motifs nor TSSL-BP if nothing else was trained', async () => {
    const cited = async (architecture: SystemName) =>
      keys(await work('demo', [], { dataName, task: { command: 'train', architecture } }));
    expect(await cited('lsm')).toEqual(['motifsmith', 'maass2002real']);
    expect(await cited('hrsnn')).toEqual(['motifsmith', 'chakraborty2023heterogeneous']);
    expect(await cited('elsm')).toEqual(['motifsmith', 'pan2024emergence']);
    expect(await cited('rnn')).toEqual(['motifsmith', 'elman1990finding']);
    expect(await cited('lstm')).toEqual(['motifsmith', 'hochreiter1997long']);
    expect(await cited('gru')).toEqual(['motifsmith', 'cho2014learning']);
    expect(await cited('phased-lstm')).toEqual(['motifsmith', 'neil2016phased']);
    expect(await cited('st-rsbp')).toEqual(['motifsmith', 'zhang2019spike']);
    const compared = await work('demo', ['compare=[lsm]'], { dataName });
    expect(keys(compared)).toEqual([...ALWAYS, 'maass2002real', IP]);
  });

  it('cites random search instead, for random search', async () => {
    const random = await work('demo', ['search.strategy=random'], { dataName });
    expect(keys(random)).toEqual([...ALWAYS, RANDOM_SEARCH]);
  });

  it('cites aging evolution, for evolution', async () => {
    const evolved = await work('demo', ['search.strategy=evolution'], { dataName });
    expect(keys(evolved)).toEqual([...ALWAYS, 'real2019regularized']);
  });
});

describe('data', () => {
  it.each([
    ['ti46-alpha-short', 'ti46-alpha', 'liberman1991ti46'],
    ['nmnist', 'nmnist', 'orchard2015converting'],
    ['dvs-gesture', 'dvs-gesture', 'amir2017low'],
    ['n-tidigits', 'n-tidigits', 'anumula2018feature'],
    ['shd', 'shd', 'cramer2022heidelberg'],
  ])('%s cites the set %s as %s', async (preset, dataName, key) => {
    const run = await work(preset, [], { dataName, path: 'data' });
    expect(keys(run)).toEqual([...ALWAYS, IP, key]);
  });

  it('cites MNIST for the demo', async () => {
    const run = await work('demo', [], { dataName: 'mnist-saccade' });
    expect(keys(run)).toEqual([...ALWAYS, IP, 'lecun1998gradient']);
  });

  it('takes the format for the set where one was given', async () => {
    const run = await work('shd', ['data.format=ssc'], { dataName: 'anything', path: 'data' });
    expect(keys(run)).toContain('cramer2022heidelberg');
  });

  it('cites the ear and BSA for sound', async () => {
    const run = await work('fsdd', [], { path: 'recordings' });
    expect(keys(run)).toEqual([...ALWAYS, IP, 'jackson2018fsdd', ...EAR, BSA]);
  });

  it('cites BSA only where it encoded', async () => {
    const run = await work('fsdd', ['data.ear.encoder.kind=latency'], { path: 'recordings' });
    expect(keys(run)).toEqual([...ALWAYS, IP, 'jackson2018fsdd', ...EAR]);
  });

  it('cites neither for spikes that were made before', async () => {
    const run = await work('fsdd', [], { path: 'fsdd.npz' });
    expect(keys(run)).toEqual([...ALWAYS, IP, 'jackson2018fsdd']);
  });
});

it('cites each work of several runs once, and all versions of the software', async () => {
  const demo = await work('demo', [], { dataName: 'mnist-saccade' });
  const random = await work('demo', ['search.strategy=random'], {
    dataName: 'mnist-saccade',
    version: '1.1.0',
  });
  expect(keys(demo, random)).toEqual([...ALWAYS, IP, RANDOM_SEARCH, 'lecun1998gradient']);
  expect(citationsOf([demo, random])[0]?.reference.note).toBe('Version 1.0.0, 1.1.0');
});
