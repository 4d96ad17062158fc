/**
 * WebGPU without a graphics card: Chromium brings SwiftShader, a Vulkan driver for the processor, which Node's WebGPU can
 * use as well.
 */
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DRIVERS = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
  '/opt/google/chrome/vk_swiftshader_icd.json',
];

const LOADERS = ['x86_64', 'aarch64'].map((cpu) => `/usr/lib/${cpu}-linux-gnu/libvulkan.so.1`);

/** Whether it is there; if so, WebGPU uses it from now on in this process, unless a driver has been named. */
export function useSoftwareAdapter(): boolean {
  const driver = process.env.VK_ICD_FILENAMES ?? DRIVERS.find(existsSync);
  if (driver === undefined || !LOADERS.some(existsSync)) return false;
  process.env.VK_ICD_FILENAMES = driver;
  // The driver wants a folder of its own, which sessions without a desktop have not.
  process.env.XDG_RUNTIME_DIR ??= mkdtempSync(join(tmpdir(), 'motifsmith-vulkan-'));
  return true;
}
