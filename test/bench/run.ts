import { packageExtension } from '../vscode/packageExtension.ts';
import { measureActivation } from './activation.ts';
import type { Measurement } from './measurement.ts';
import { measureSizes } from './sizes.ts';
import { measureStreaming } from './streaming.ts';

/* `npm run bench` prints what was measured and how much of its budget that is; it fails when a budget is exceeded. */
const streaming = await measureStreaming();
const vsix = await packageExtension();
const measurements = [...streaming, ...(await measureSizes(vsix)), ...(await measureActivation(vsix))];
for (const measurement of measurements) console.log(line(measurement));
process.exitCode = measurements.some(({ value, budget }) => value > budget) ? 1 : 0;

function line({ name, value, unit, budget }: Measurement): string {
  const share = `${((100 * value) / budget).toFixed(0)} %`;
  const verdict = value > budget ? 'over its budget' : '';
  return `${name.padEnd(24)}${value.toFixed(1).padStart(8)} ${unit}${share.padStart(8)} of ${budget} ${unit}  ${verdict}`;
}
