import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../bench/options.ts';
import { MotifsmithError } from '../../src/core/errors.ts';

describe('the command line of the benchmark', () => {
  it('measures everything by default', () => {
    const options = parseOptions([]);
    expect(options.workloads.map(({ name }) => name)).toEqual(['W1', 'W2', 'W3', 'W4']);
    expect(options).toMatchObject({
      subject: 'comparison',
      json: false,
      extras: true,
      workers: [1, 2],
      repeats: 7,
      peers: ['published', 'masked', 'block', 'surrogate', 'norse'],
      python: null,
    });
  });

  it('narrows to what is asked for', () => {
    const options = parseOptions(
      '--json --workloads W2,W1 --workers 2,1,2 --repeats 9 --peers block --python p'.split(' '),
    );
    expect(options.workloads.map(({ name }) => name)).toEqual(['W2', 'W1']);
    expect(options).toMatchObject({
      json: true,
      extras: false,
      workers: [1, 2],
      repeats: 9,
      peers: ['block'],
      python: 'p',
    });
    expect(parseOptions(['--no-peers', '--peers', 'block']).peers).toEqual([]);
  });

  it('runs the scale measurements with one number of workers', () => {
    expect(parseOptions(['scale'])).toMatchObject({ subject: 'scale', workers: [1] });
    expect(parseOptions(['gpu'])).toMatchObject({ subject: 'gpu', workers: [2] });
    expect(parseOptions(['study'])).toMatchObject({ subject: 'study', workers: [2] });
    expect(parseOptions(['search', '--data', 'f.npz'])).toMatchObject({ data: 'f.npz' });
    expect(parseOptions(['scale', '--workers', '2']).workers).toEqual([2]);
  });

  it.each([
    ['--workloads W9', /no workload W9/],
    ['--workers 0', /"0" is not a count/],
    ['--workers 1.5', /"1.5" is not a count/],
    ['--repeats', /repeats/],
    ['--peers jax', /no peer jax/],
    ['--speed', /speed/],
    ['W1', /unexpected W1/],
    ['scale scale', /unexpected scale/],
    ['scale --workers 1,2', /several numbers/],
    ['search', /go together/],
    ['study --data f.npz', /go together/],
  ])('refuses %s', (words, message) => {
    const parse = () => parseOptions(words.split(' '));
    expect(parse).toThrow(message);
    expect(parse).toThrow(MotifsmithError);
  });
});
