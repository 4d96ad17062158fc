/**
 * Peak memory of a process, seen from inside. Linux hands the `maxrss` of a parent down to what it
 * starts, so there the kernel's own mark of this address space is read instead.
 */
import { readFileSync } from 'node:fs';

/** Resident bytes of this process at their highest so far, in MB of 10⁶ bytes. */
export function peakMemory(): number {
  if (process.platform === 'linux') {
    const mark = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return (Number(mark![1]) * 1024) / 1e6;
  }
  return (process.resourceUsage().maxRSS * 1024) / 1e6;
}
