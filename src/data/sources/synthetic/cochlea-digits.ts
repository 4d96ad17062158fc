/**
 * Spoken digits as a cochlea of 64 channels might send them. All words consist of the same four
 * sounds, each of which excites the channels around two formants; the class is their order. Voices
 * shift the formants and speak faster or slower, independently of the word.
 *
 * Without memory: exactly 1/K, K the classes. A word holds each sound once, for the same time and at
 * the same total rate, so for any function of the events of one step whose length divides 5 ms (sounds
 * are multiples of it), its values over a recording have the same distribution for every class. With memory: the best decoder that knows voice and speed errs on at most
 * (1/K) Σ_{a<b} BC_ab of all recordings, where BC_ab = exp(−½ Σ_c ∫ (√λ_a − √λ_b)² dt) is the
 * Bhattacharyya coefficient of the Poisson processes of two words, λ the rate of channel c; at the
 * default rates that is below 1e-9.
 */
import type { Sensor } from '../../events/address-events.ts';
import { real, whole } from './options.ts';
import { Spikes } from './spikes.ts';
import { syntheticTask } from './task.ts';

const CHANNELS = 64;
const SENSOR: Sensor = { width: CHANNELS, height: 1, polarities: 1 };
/** Channels of the two formants of each sound. */
const FORMANTS = [
  [10, 32],
  [18, 50],
  [26, 42],
  [8, 56],
] as const;
/** Distance from a formant at which its rate is half, channels. */
const WIDTH = 2;
const WORDS = ['z', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'o'];
/** Sounds begin and end at multiples of this, ms. */
const GRAIN_MS = 5;
/** Voices shift all formants by up to this many channels. */
const SHIFT = 3;

export const cochleaDigits = syntheticTask(
  'cochlea-digits',
  'words of four sounds in an order that is the class, heard by a cochlea of 64 channels',
  {
    classes: whole(11, [2, WORDS.length], 'words, the first of z, 1 to 9, o'),
    soundMs: real(60, [1, 1000], 'mean length of a sound in ms'),
    tempo: real(0.2, [0, 0.9], 'how much faster or slower a voice may speak, as a share'),
    totalHz: real(4000, [1, 1_000_000], 'spikes per second of a sound, all channels together'),
    noiseHz: real(2, [0, 1000], 'spikes per second of every channel at any time'),
  },
  (options) => {
    const { classes, soundMs, tempo, totalHz, noiseHz } = options;
    return {
      description: `words of four sounds each, heard by a cochlea of ${CHANNELS} channels; the class is their order.`,
      classNames: WORDS.slice(0, classes),
      sensor: SENSOR,
      memoryless: 1 / classes,
      record(label, index, random) {
        const shift = (index % (2 * SHIFT + 1)) - SHIFT;
        const spoken = soundMs * (1 + tempo * (2 * random.uniform() - 1));
        const length = GRAIN_MS * Math.max(1, Math.round(spoken / GRAIN_MS));
        const spikes = new Spikes(SENSOR);
        wordSounds(label).forEach((sound, k) => {
          const rates = soundRates(sound, shift, totalHz);
          rates.forEach((hz, channel) => {
            spikes.poisson(random, [channel, 1], [k * length, length], hz);
          });
        });
        spikes.noise(random, noiseHz, FORMANTS.length * length);
        return spikes.sorted();
      },
    };
  },
);

/** The sounds of a word in order: every second one of the 24 permutations, from 0 1 2 3 on. */
export function wordSounds(label: number): number[] {
  const left = [0, 1, 2, 3];
  let rest = 2 * label;
  return [6, 2, 1, 1].map((orders) => {
    const [sound] = left.splice(Math.floor(rest / orders), 1);
    rest %= orders;
    return sound!;
  });
}

/**
 * [channels] spikes per second of each channel during a sound, without noise.
 * @param shift of the voice's formants, channels
 * @param totalHz sum over the channels, the same for every sound
 */
export function soundRates(sound: number, shift: number, totalHz: number): Float64Array {
  const rates = new Float64Array(CHANNELS);
  let sum = 0;
  for (let channel = 0; channel < CHANNELS; channel++) {
    for (const formant of FORMANTS[sound]!) {
      const off = (channel - formant - shift) / WIDTH;
      rates[channel]! += 1 / (1 + off * off);
    }
    sum += rates[channel]!;
  }
  return rates.map((rate) => (rate * totalHz) / sum);
}
