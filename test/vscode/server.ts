import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { projectRoot } from './install/installOnce.ts';
import type { VSCode } from './install/installVSCode.ts';
import type { Task } from './serve.ts';

export interface ServerOptions {
  readonly vscode: VSCode;
  /** Folder to open. It is copied: what happens in VS Code never touches the original. */
  readonly workspace?: string;
  /** User settings, over `quietSettings`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** An extension to install, as people do. */
  readonly vsix?: string;
  /** Folders of further extensions; only without `vsix`, whose installation ends VS Code's search for folders. */
  readonly extensionFolders?: readonly string[];
  /** Environment of the server and of its extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** Makes VS Code accept an extension under test in the payload; it then shows no notifications. */
  readonly testDriver?: boolean;
  /** 0 or nothing: any free port. */
  readonly port?: number;
}

/** A running VS Code, to be opened in a browser. */
export interface Server {
  /** `host:port`, which is also the authority of `vscode-remote:` URIs. */
  readonly authority: string;
  /** Holds everything this server wrote: user data, logs, extensions, workspace. */
  readonly home: string;
  /** The copy of the workspace that is open. */
  readonly workspace: string;
  /** Address of the workbench. `payload` is VS Code's own: how it is told about extensions under test. */
  url(payload?: readonly (readonly [string, string])[]): string;
  /** Ends the server with all its processes and removes `home`, unless the test run keeps it for its last stage. */
  stop(): Promise<void>;
}

/** Settings without which VS Code asks, fetches, moves or recommends things of its own. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  // Newer versions open settings and other editors in an overlay.
  'workbench.editor.useModal': 'off',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'git.enabled': false,
  // VS Code's own chat would take the secondary side bar and ask people to sign in.
  'chat.disableAIFeatures': true,
  'window.confirmBeforeClose': 'never',
  'editor.accessibilitySupport': 'off',
};

/** A folder of the sample code that tests and `npm start` open. */
export const sampleWorkspace = join(projectRoot, 'test/workspace');

/** Starts VS Code on this machine alone. It ends with this process at the latest, even if that is killed. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { vscode, workspace: original = sampleWorkspace, settings = {}, vsix, env = {} } = options;
  const home = await mkdtemp(join(tmpdir(), 'vscode-'));
  const workspace = join(home, 'workspace');
  const directories = { 'user-data-dir': join(home, 'data'), 'extensions-dir': join(home, 'extensions') };
  await cp(original, workspace, { recursive: true });
  // Sockets and scratch files of VS Code go here, so that they can be searched and removed.
  await mkdir(join(home, 'tmp'));
  await mkdir(join(home, 'data/User'), { recursive: true });
  await writeFile(
    join(home, 'data/User/settings.json'),
    JSON.stringify({ ...quietSettings, ...settings }, null, 2),
  );

  const environment = { ...cleanEnvironment(), ...env, TMPDIR: join(home, 'tmp') };
  for (const folder of options.extensionFolders ?? []) {
    await cp(folder, join(home, 'extensions', basename(folder)), { recursive: true });
  }
  if (vsix !== undefined) {
    const args = { ...directories, 'install-extension': [vsix], force: true };
    const task: Task = { kind: 'install', root: vscode.root, args };
    await promisify(execFile)(vscode.node, [serveFile, JSON.stringify(task)], { env: environment });
  }

  const port = options.port || (await freePort());
  const keep = process.env['TEST_RUN_DIRECTORY'] !== undefined;
  const task: Task = {
    kind: 'serve',
    root: vscode.root,
    port,
    temporary: keep ? [] : [home],
    args: {
      ...directories,
      'disable-telemetry': true,
      'disable-update-check': true,
      'disable-workspace-trust': true,
      'disable-getting-started-override': true,
      // Without it, versions since 1.13x ignore the payload that names an extension under test.
      'enable-smoke-test-driver': options.testDriver === true,
    },
  };
  const log = join(home, 'server.log');
  const output = openSync(log, 'a');
  const child = spawn(vscode.node, [serveFile, JSON.stringify(task)], {
    env: environment,
    stdio: ['pipe', output, output],
    detached: true,
  });
  closeSync(output);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  const authority = `127.0.0.1:${port}`;
  await untilListening({
    authority,
    log,
    running: () => child.exitCode === null && child.signalCode === null,
  });
  return {
    authority,
    home,
    workspace,
    url: (payload = []) =>
      `http://${authority}/?${new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) })}`,
    stop: async () => {
      child.stdin?.end();
      await exited;
    },
  };
}

const serveFile = fileURLToPath(new URL('./serve.ts', import.meta.url));

/** A port nobody uses at the moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The system gave no free port.');
  return address.port;
}

/** VS Code behaves differently when it believes to run inside npm, another VS Code or code-server. */
function cleanEnvironment(): Record<string, string> {
  const foreign = /^(VSCODE_|ELECTRON_|CODE_SERVER_|NODE_OPTIONS|npm_)/;
  const entries = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, value ?? '']));
}

interface Starting {
  readonly authority: string;
  readonly log: string;
  readonly running: () => boolean;
}

async function untilListening({ authority, log, running }: Starting): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (running() && Date.now() < deadline) {
    const answer = await fetch(`http://${authority}/version`).catch(() => undefined);
    if (answer) return;
    await setTimeout(50);
  }
  throw new Error(`VS Code's server did not start. Its log:\n${readFileSync(log, 'utf8').slice(-3000)}`);
}
