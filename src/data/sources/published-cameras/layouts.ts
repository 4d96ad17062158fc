/**
 * Sets of event camera recordings as their makers publish them: how their files are called, and what the
 * files do not say. Layouts are those that the makers' archives and the loaders of Tonic, SpikingJelly and
 * events-tfds share.
 */
import type { FormatOptions } from '../../cameras/format.ts';

export interface PublishedLayout {
  readonly id: string;
  /** One line for a list of formats. */
  readonly title: string;
  /** One sentence for reports. */
  readonly description: string;
  /** Path of a recording, with the groups `class` and, where the set has a split, `split`. */
  readonly recording: RegExp;
  /** Names of folders and of their classes, in the order of the labels; null for the folders that there are. */
  readonly classes: readonly (readonly [folder: string, name: string])[] | null;
  /** A folder of a class that no other set has, in lower case; null if the names of files suffice. */
  readonly telling: string | null;
  readonly sensor: NonNullable<FormatOptions['sensor']>;
  readonly columns: FormatOptions['columns'];
  /** Whether its files, whose format does not say it, count rows from the bottom. */
  readonly fromBottom?: true;
}

const CIFAR10 = [
  ...['airplane', 'automobile', 'bird', 'cat', 'deer'],
  ...['dog', 'frog', 'horse', 'ship', 'truck'],
];

const plain = (...names: string[]) => names.map((name) => [name, name] as const);

export const PUBLISHED_LAYOUTS: readonly PublishedLayout[] = [
  {
    id: 'n-caltech101',
    title: 'N-Caltech101: Caltech101/<class>/image_0001.bin',
    description:
      'N-Caltech101: photographs of 100 kinds of things, and a class of others, on a screen, recorded by a moving ATIS event camera.',
    recording: /^(?:.*\/)?(?<class>[^/]+)\/image_\d{4}\.bin$/i,
    classes: null,
    telling: null,
    // Photographs have different sizes, at most this one.
    sensor: { width: 240, height: 180 },
    columns: null,
  },
  {
    id: 'n-cars',
    title: 'N-CARS: n-cars_train and n-cars_test with background and cars, .dat',
    description:
      'N-CARS: cars, or other things, before a car with an ATIS event camera, 100 ms each.',
    recording:
      /^(?:.*\/)?n-cars_(?<split>train|test)\/(?:(?:train|test)\/)?(?<class>background|cars)\/[^/]+\.dat$/i,
    classes: plain('background', 'cars'),
    telling: null,
    // What was cut out around a car is at most this large.
    sensor: { width: 120, height: 100 },
    columns: null,
  },
  {
    id: 'cifar10-dvs',
    title: 'CIFAR10-DVS: <class>/cifar10_<class>_0.aedat',
    description:
      'CIFAR10-DVS: pictures of CIFAR-10 moving on a screen before a DVS128 event camera.',
    recording: /^(?:.*\/)?(?<class>[a-z]+)\/cifar10_\k<class>_\d+\.[a-z0-9]+$/i,
    classes: plain(...CIFAR10),
    telling: null,
    sensor: { width: 128, height: 128 },
    columns: null,
  },
  {
    id: 'cifar10-dvs-mat',
    title: 'CIFAR10-DVS in MAT-files of dat2mat.m: <class>/0.mat',
    description:
      'CIFAR10-DVS: pictures of CIFAR-10 moving on a screen before a DVS128 event camera.',
    recording: new RegExp(`^(?:.*/)?(?<class>${CIFAR10.join('|')})/\\d+\\.mat$`, 'i'),
    classes: plain(...CIFAR10),
    telling: 'automobile',
    sensor: { width: 128, height: 128 },
    columns: null,
  },
  {
    id: 'asl-dvs',
    title: 'ASL-DVS: <letter>/<letter>_0001.mat',
    description: 'ASL-DVS: letters of American sign language before a DAVIS240 event camera.',
    recording: /^(?:.*\/)?(?<class>[a-ik-y])\/\k<class>_\d+\.mat$/i,
    // J and Z are movements, and not recorded.
    classes: plain(...'abcdefghiklmnopqrstuvwxy'),
    telling: null,
    sensor: { width: 240, height: 180 },
    columns: null,
    // Tonic turns them, and so does the animation of events-tfds.
    fromBottom: true,
  },
  {
    id: 'dvs-lip',
    title: 'DVS-Lip: train and test with <word>/0.npy',
    description: 'DVS-Lip: the lips of people who say a word, before a DAVIS346 event camera.',
    recording: /^(?:.*\/)?(?<split>train|test)\/(?<class>[a-z]+)\/\d+\.npy$/i,
    classes: null,
    telling: 'accused',
    sensor: { width: 128, height: 128 },
    columns: null,
  },
  {
    id: 'poker-dvs',
    title: 'POKER-DVS: pips_train and pips_test with folders that end in cl, he, di and sp, .npy',
    description: 'POKER-DVS: the pips of cards that are browsed fast before a DVS event camera.',
    recording:
      /^(?:.*\/)?pips_(?<split>train|test)\/(?:.*\/)?[^/]*(?<class>cl|he|di|sp)\/[^/]+\.npy$/i,
    classes: [
      ['cl', 'clubs'],
      ['he', 'hearts'],
      ['di', 'diamonds'],
      ['sp', 'spades'],
    ],
    telling: null,
    sensor: { width: 35, height: 35 },
    columns: ['t', 'x', 'y', 'p'],
  },
  {
    id: 'poker-dvs-aedat',
    title: 'POKER-DVS as its makers publish it: xclub01.aedat, xclub01i.aedat',
    description: 'POKER-DVS: the pips of cards that are browsed fast before a DVS event camera.',
    // The i is for pips that are upside down.
    recording: /^(?:.*\/)?x(?<class>club|heart|diamond|spade)\d{2}i?\.aedat$/i,
    classes: [
      ['club', 'clubs'],
      ['heart', 'hearts'],
      ['diamond', 'diamonds'],
      ['spade', 'spades'],
    ],
    telling: null,
    // Cut out, and moved to the corner where the addresses of the DVS128 begin.
    sensor: { width: 35, height: 35 },
    columns: null,
  },
];
