/** Sound as a file that every browser plays: RIFF/WAVE, one channel of 16-bit PCM. */
import type { Waveform } from './waveform.ts';

const HEADER_BYTES = 44;
const SAMPLE_BYTES = 2;
const PCM = 1;

/** Samples of 16-bit files keep their values; those beyond full scale are clipped. */
export function encodeWav({ sampleRate, samples }: Waveform): Uint8Array {
  const size = SAMPLE_BYTES * samples.length;
  const bytes = new Uint8Array(HEADER_BYTES + size);
  const view = new DataView(bytes.buffer);
  const name = (offset: number, text: string) => bytes.set(new TextEncoder().encode(text), offset);
  name(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  name(8, 'WAVE');
  name(12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * SAMPLE_BYTES, true);
  view.setUint16(32, SAMPLE_BYTES, true);
  view.setUint16(34, 8 * SAMPLE_BYTES, true);
  name(36, 'data');
  view.setUint32(40, size, true);
  samples.forEach((sample, t) => {
    const value = Math.max(-32_768, Math.min(32_767, Math.round(32_768 * sample)));
    view.setInt16(HEADER_BYTES + SAMPLE_BYTES * t, value, true);
  });
  return bytes;
}
