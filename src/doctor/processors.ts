/** How many processors there are, and how many a container may use. */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { count, counted, significant } from '../view/format.ts';
import { type Finding, ok, warning } from './finding.ts';

/** Where Linux shows control groups. */
const GROUPS = '/sys/fs/cgroup';

const text = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

/**
 * Processors that the control groups of this process may use, which may be a fraction; null without a limit
 * and on systems without control groups.
 * @param root where control groups are shown
 * @param own content of `/proc/self/cgroup`
 */
export async function processorQuota(root: string, own: string): Promise<number | null> {
  const quotas: number[] = [];
  for (const [, controllers, path] of own.matchAll(/^\d+:([^:]*):(.*)$/gm)) {
    // Version 2 has one hierarchy without a name, version 1 one for processors.
    const isSecond = controllers === '';
    if (!isSecond && !controllers!.split(',').includes('cpu')) continue;
    const base = isSecond ? root : join(root, 'cpu');
    // A container sees its own group as the root, so a folder on the way may not exist.
    for (let group = path!; ; group = join(group, '..')) {
      quotas.push(await quotaOf(join(base, group), isSecond));
      if (group === '/') break;
    }
  }
  const least = Math.min(...quotas);
  return Number.isFinite(least) ? least : null;
}

async function quotaOf(folder: string, isSecond: boolean): Promise<number> {
  const [quota, period] = isSecond
    ? (await text(join(folder, 'cpu.max'))).trim().split(' ')
    : [await text(join(folder, 'cpu.cfs_quota_us')), await text(join(folder, 'cpu.cfs_period_us'))];
  const processors = Number(quota) / Number(period);
  return processors > 0 ? processors : Number.POSITIVE_INFINITY;
}

/** Work is shared among one thread per processor unless `--threads` says otherwise. */
export async function processors(
  available: number = availableParallelism(),
  quota?: number | null,
): Promise<Finding> {
  const limit = quota ?? (await processorQuota(GROUPS, await text('/proc/self/cgroup')));
  const by = `${counted(available, 'thread')} by default`;
  if (limit === null || limit >= available) return ok(`${count(available)}, so ${by}`);
  const fitting = Math.max(1, Math.floor(limit));
  return warning(
    `${by}, but the container may use ${fraction(limit)}`,
    `Use --threads ${fitting}, or --jobs ${fitting} for studies.`,
  );
}

const fraction = (limit: number): string =>
  `${significant(limit)} ${limit === 1 ? 'processor' : 'processors'}`;
