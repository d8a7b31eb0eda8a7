import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { cacheDirectory, projectRoot, run } from './install/installOnce.ts';
import { firstLook, quietSettings, sampleWorkspace } from './sample.ts';
import type { Server } from './server.ts';
import type { StartOptions } from './startOptions.ts';

/** Opens a desktop VS Code, downloaded from Microsoft on first use, with the extension loaded from its folder. */
export async function startDesktop(
  settings: object,
  { version, live }: StartOptions,
): Promise<Pick<Server, 'stop' | 'ended'>> {
  const executable = await downloadAndUnzipVSCode({ version: version.vscode, cachePath: cacheDirectory });
  await run(process.execPath, ['esbuild.mjs'], projectRoot);
  const home = await mkdtemp(join(tmpdir(), 'vscode-'));
  const workspace = join(home, 'workspace');
  await cp(sampleWorkspace, workspace, { recursive: true });
  await mkdir(join(home, 'data/User'), { recursive: true });
  await writeFile(join(home, 'data/User/settings.json'), JSON.stringify({ ...quietSettings, ...settings }));

  const child = spawn(executable, [
    workspace,
    `--extensionDevelopmentPath=${projectRoot}`,
    `--extensionDevelopmentPath=${firstLook}`,
    `--user-data-dir=${join(home, 'data')}`,
    `--extensions-dir=${join(home, 'extensions')}`,
    '--disable-workspace-trust',
    '--skip-welcome',
    '--skip-release-notes',
  ]);
  console.log(
    live ? 'VS Code talks to https://api.cometapi.com.' : 'Any text of 8 characters or more works as key.',
  );
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => resolve());
  }).finally(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  return {
    ended,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
