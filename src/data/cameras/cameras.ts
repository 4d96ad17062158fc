/**
 * Sensor sizes of the cameras that AEDAT headers name. AEDAT 2 and 3 name the camera, not its size.
 */
import type { PixelGrid } from './event-columns.ts';

/** Pixels by the start of the name: letters and digits only, in lower case. */
const CAMERAS: readonly (readonly [name: string, grid: PixelGrid])[] = [
  ['dvs128', { width: 128, height: 128 }],
  ['tmpdiff128', { width: 128, height: 128 }],
  ['davis128', { width: 128, height: 128 }],
  ['davis208', { width: 208, height: 192 }],
  ['davis240', { width: 240, height: 180 }],
  ['davis346', { width: 346, height: 260 }],
  ['davi346', { width: 346, height: 260 }],
  ['davis640', { width: 640, height: 480 }],
  ['dvs640', { width: 640, height: 480 }],
  ['dvs132', { width: 132, height: 104 }],
  ['dvxplorerlite', { width: 320, height: 240 }],
  ['dvxplorer', { width: 640, height: 480 }],
];

export interface Camera {
  /** As in the table, e.g. `davis240`. */
  readonly name: string;
  readonly grid: PixelGrid;
}

/**
 * The camera that a header names, or null.
 * @param text e.g. `DVS128` or `eu.seebetter.ini.chips.davis.Davis240C`
 */
export function findCamera(text: string): Camera | null {
  for (const word of text.split(/[\s.]+/)) {
    const plain = word.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
    const found = CAMERAS.find(([name]) => plain.startsWith(name));
    if (found !== undefined) return { name: found[0], grid: found[1] };
  }
  return null;
}
