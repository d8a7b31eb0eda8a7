import { readFile, stat } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Measurement } from './measurement.ts';

/** The sizes of what ships; 1 KB is 1000 bytes. */
export async function measureSizes(vsix: string): Promise<Measurement[]> {
  const host = await readFile('dist/extension.cjs');
  const panel = await readFile('dist/panel.js');
  const styles = await readFile('media/panel.css');
  return [
    { name: 'extension host bundle', value: host.length / 1000, unit: 'KB', budget: 250 },
    { name: 'panel bundle, gzip', value: gzipSync(panel).length / 1000, unit: 'KB', budget: 80 },
    { name: 'panel styles, gzip', value: gzipSync(styles).length / 1000, unit: 'KB', budget: 10 },
    { name: '.vsix', value: (await stat(vsix)).size / 1000, unit: 'KB', budget: 500 },
  ];
}
