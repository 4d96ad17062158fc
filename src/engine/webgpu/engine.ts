/** The webgpu back end: float32 on a graphics card, one workgroup a sample, all steps in one dispatch. */
import type { Engine } from '../engine.ts';
import { checkLoss, PSC_LOSS } from '../loss.ts';
import { checkRule, TSSL_BP } from '../rule.ts';
import { Device } from './device.ts';
import { WebgpuNetwork } from './network.ts';

/** More do not make a large card faster. */
const MOST_NETWORKS = 8;
/** The largest buffer that a card allows says how large it is: 2 GiB and more where there are many cores. */
const BUFFER_BYTES_PER_NETWORK = 2 ** 28;

/**
 * Opens the graphics card of the host.
 * @throws MotifsmithError (`usage`) if there is none, or no way to it
 */
export async function createWebgpuEngine(): Promise<Engine> {
  const device = await Device.open();
  return {
    name: 'webgpu',
    revectorized: false,
    device: device.description,
    networksAtATime: Math.max(
      1,
      Math.min(
        MOST_NETWORKS,
        Math.floor(device.gpu.limits.maxBufferSize / BUFFER_BYTES_PER_NETWORK),
      ),
    ),
    createNetwork: async (shape, layout, loss = PSC_LOSS, rule = TSSL_BP) => {
      checkLoss(loss);
      checkRule(rule);
      return new WebgpuNetwork(device, { shape, layout, loss, rule });
    },
  };
}
