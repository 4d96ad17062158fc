/**
 * A hash of all spikes of a recording, by which two machines can be held to the same bits. What goes
 * into it is the same on every machine: for each layer the offsets, then the neurons, as 32-bit
 * little-endian numbers, each list behind its length.
 */
import type { SpikeTrain } from '../../../engine/engine.ts';

/** SHA-256 in hexadecimal. */
export async function spikeHash(layers: readonly SpikeTrain[]): Promise<string> {
  const lists = layers.flatMap(({ offsets, neurons }) => [offsets, neurons]);
  const bytes = new DataView(
    new ArrayBuffer(lists.reduce((sum, list) => sum + 4 * (list.length + 1), 0)),
  );
  let at = 0;
  const put = (value: number) => {
    bytes.setUint32(at, value, true);
    at += 4;
  };
  for (const list of lists) {
    put(list.length);
    list.forEach(put);
  }
  const hash = await crypto.subtle.digest('SHA-256', bytes.buffer);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
