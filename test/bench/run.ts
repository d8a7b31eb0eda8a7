import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageExtension } from '../vscode/packageExtension.ts';
import { measureActivation } from './activation.ts';
import { measureEdits } from './edits.ts';
import type { Measurement } from './measurement.ts';
import { measureSizes } from './sizes.ts';
import { measureStreaming } from './streaming.ts';

/* `npm run bench` prints what was measured and how much of its budget that is; it fails when a budget is exceeded. */
const streaming = await measureStreaming();
const vsix = await packageExtension();
const directory = await mkdtemp(join(tmpdir(), 'bench-'));
const measurements = [
  ...streaming,
  ...(await measureSizes(vsix)),
  ...(await measureActivation(vsix)),
  ...(await measureEdits(directory)),
];
for (const measurement of measurements) console.log(line(measurement));
await rm(directory, { recursive: true });
process.exitCode = measurements.some(isOver) ? 1 : 0;

function isOver({ value, budget }: Measurement): boolean {
  return budget !== undefined && value > budget;
}

function line(measurement: Measurement): string {
  const { name, value, unit, budget } = measurement;
  const number = `${name.padEnd(24)}${value.toFixed(1).padStart(8)} ${unit}`;
  if (budget === undefined) return number;
  const share = `${((100 * value) / budget).toFixed(0)} %`;
  return `${number}${share.padStart(8)} of ${budget} ${unit}  ${isOver(measurement) ? 'over its budget' : ''}`;
}
