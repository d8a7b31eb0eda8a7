import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from './install/installOnce.ts';

/**
 * Builds the extension and packs it as it ships; returns the .vsix. `TEST_VSIX` names one that is ready, so that
 * a test run builds once.
 */
export async function packageExtension(): Promise<string> {
  const ready = process.env['TEST_VSIX'];
  if (ready !== undefined) return ready;
  const vsix = join(projectRoot, 'out/cometapi-assistant.vsix');
  await mkdir(dirname(vsix), { recursive: true });
  await node('esbuild.mjs');
  await node('node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--out', vsix);
  return vsix;
}

async function node(...args: readonly string[]): Promise<void> {
  const running = promisify(execFile)(process.execPath, args, { cwd: projectRoot });
  // vsce asks questions where it could be answered.
  running.child.stdin?.end();
  await running;
}
