/** `export`: a trained network, or the history of a run, in the formats of other programs. */
import { join } from 'node:path';
import { MotifsmithError } from '../../core/errors.ts';
import type { LossinessReport } from '../../exchange/nir/export.ts';
import type { NirTarget } from '../../exchange/nir/targets.ts';
import { deploymentOf } from '../../experiment/deployment.ts';
import { encodePortable, type PortableFormat } from '../../experiment/portable-files.ts';
import { writePytorch } from '../../experiment/pytorch-files.ts';
import { writeTensorboard } from '../../experiment/tensorboard-files.ts';
import { chooseMember } from '../../run/members.ts';
import { writeOutput } from '../../run/output-file.ts';
import { readRunRecord } from '../../run/run-record.ts';
import { readStoredModel } from '../../run/stored-model.ts';
import { bytes as size } from '../../view/format.ts';
import { runLabel, runMethodLabel } from '../../view/method-names.ts';
import { textTable } from '../../view/text-table.ts';
import { note, print, printJson } from '../output.ts';

export interface ExportCommandOptions {
  readonly format: 'nir' | 'onnx' | 'tensorboard' | 'pytorch' | PortableFormat;
  readonly target?: NirTarget;
  readonly member?: string;
  readonly out?: string;
  readonly allowLossy?: boolean;
  readonly data?: string;
  readonly json?: boolean;
}

const NO_DEPLOYMENT =
  'warning: An older version made this run and did not record its sensor: the file does not say how events become inputs. Export it with --data PATH, the data of the run, to add that.';

export async function exportCommand(
  directory: string,
  options: ExportCommandOptions,
): Promise<void> {
  const { format, json, target = 'generic', allowLossy = false } = options;
  if (format !== 'nir') requireNone(options);
  if (format === 'tensorboard') {
    const files = await writeTensorboard(directory, options.out ?? null);
    show(json, { files }, files.map((file) => `${file}\n`).join(''));
    return;
  }
  const record = await readRunRecord(directory);
  const { folder, member } = chooseMember(record, options.member ?? null, directory);
  const { model } = await readStoredModel(join(directory, folder));
  const { stepMs } = record.data;
  const deployment = await deploymentOf(record, { directory, folder, dataPath: options.data });
  if (deployment === null) note(NO_DEPLOYMENT);
  if (format === 'pytorch') {
    const out = options.out ?? join(directory, folder, 'pytorch');
    const network = encodePortable(model, stepMs, 'safetensors', deployment);
    const files = await writePytorch(out, network);
    show(json, { files, member: folder }, files.map((file) => `${file}\n`).join(''));
    return;
  }
  const name = format === 'nir' ? `network-${target}.nir` : `network.${format}`;
  const file = options.out ?? join(directory, folder, name);
  let report: LossinessReport | null = null;
  let bytes: Uint8Array;
  if (format === 'nir') {
    const { exportNir } = await import('../../exchange/nir/export.ts');
    ({ bytes, report } = await exportNir(model, {
      stepSeconds: stepMs / 1000,
      target,
      allowLossy,
      deployment,
    }));
  } else if (format === 'onnx') {
    const { exportOnnx } = await import('../../exchange/onnx/export.ts');
    bytes = exportOnnx(model, { stepMs, deployment });
  } else bytes = encodePortable(model, stepMs, format, deployment);
  await writeOutput(file, bytes);
  const { strategy } = record.plan.config.search;
  const network = runLabel(runMethodLabel({ method: member.method, strategy }), member.seed);
  const title = `${file}\n  ${network}; ${size(bytes.length)}\n`;
  show(json, { file, member: folder, bytes: bytes.length, report }, title + describe(report));
}

/** @throws MotifsmithError `usage` for an option of NIR files */
function requireNone({ format, target, allowLossy }: ExportCommandOptions): void {
  const stray = target !== undefined ? `--target ${target}` : allowLossy ? '--allow-lossy' : null;
  if (stray === null) return;
  throw new MotifsmithError('usage', `A ${format} file has no target and no losses.`, {
    where: stray,
    remedy: `Leave it out, or write --format nir.`,
  });
}

function show(json: boolean | undefined, value: object, text: string): void {
  if (json) printJson({ format: 'motifsmith-export', formatVersion: 1, ...value });
  else print(text);
}

function describe(report: LossinessReport | null): string {
  if (report === null) return '';
  const { target, losses, measured, advice } = report;
  const rows = losses.map(({ severity, subject, detail }) => [
    `  ${severity === 'loss' ? 'LOST    ' : 'rounded '} ${subject}: ${detail}`,
  ]);
  const list = losses.length === 0 ? '  nothing' : textTable(rows);
  const lines = measured === null ? advice : [measured, ...advice];
  return `Lossiness for ${target}:\n${list}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
