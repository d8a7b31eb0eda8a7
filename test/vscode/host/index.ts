import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import { reporters } from 'mocha';
import { OutcomeReporter } from '../../reporter.ts';

/**
 * VS Code calls this inside its extension host, after it has loaded the extension under test. It runs every suite
 * beside it, or only those whose file names contain `TEST_ONLY`, and rejects when a test failed.
 * The report goes to the file `TEST_REPORT`, because the host's console is mixed with VS Code's own messages.
 */
export async function run(): Promise<void> {
  const report = process.env['TEST_REPORT'];
  if (report !== undefined) {
    reporters.Base.consoleLog = (...args) => appendFileSync(report, `${format(...args)}\n`);
  }
  const only = process.env['TEST_ONLY'] ?? '';
  // Bundled as CommonJS, a default import of this ES module would be its whole namespace.
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ reporter: OutcomeReporter, timeout: 30_000, color: false });
  for (const name of readdirSync(__dirname)) {
    if (name.endsWith('.test.cjs') && name.includes(only)) mocha.addFile(join(__dirname, name));
  }
  await mocha.loadFilesAsync();
  await new Promise<void>((resolve, reject) => {
    mocha.run((failures) => (failures === 0 ? resolve() : reject(new Error(`${failures} tests failed`))));
  });
}
