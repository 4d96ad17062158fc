/** A process that does nothing: what Node itself takes. */
import { peakMemory } from '../memory.ts';

console.log(JSON.stringify({ rssMB: peakMemory() }));
