import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { VSCode } from './install/installVSCode.ts';
import { quietSettings, sampleWorkspace } from './sample.ts';
import type { Task } from './serve.ts';

export interface ServerOptions {
  readonly vscode: VSCode;
  /** Folder to open. It is copied: what happens in VS Code never touches the original. */
  readonly workspace?: string;
  /** User settings, over `quietSettings`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** An extension to install, as people do. */
  readonly vsix?: string;
  /** Folders of further extensions. */
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
  /** Address of the workbench. */
  readonly url: string;
  /** Puts the workspace back as it was and drops what windows left: unsaved text, conversations. No window may be open. */
  reset(): Promise<void>;
  /** Ends the server with all its processes and removes `home`, unless the test run keeps it for its last stage. */
  stop(): Promise<void>;
  /** Settles when the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
}

/** Starts VS Code on this machine alone. It ends with this process at the latest, even if that is killed. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const home = await mkdtemp(join(tmpdir(), 'vscode-'));
  // Sockets and scratch files of VS Code go here too, so that they can be searched and removed.
  const env = { ...cleanEnvironment(), ...options.env, TMPDIR: join(home, 'tmp') };
  try {
    await prepareHome(home, options, env);
    return await serve(home, options, env);
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  }
}

type Environment = Readonly<Record<string, string>>;

function directories(home: string): object {
  return { 'user-data-dir': join(home, 'data'), 'extensions-dir': join(home, 'extensions') };
}

async function prepareHome(home: string, options: ServerOptions, env: Environment): Promise<void> {
  const { vscode, vsix, workspace = sampleWorkspace, settings = {}, extensionFolders = [] } = options;
  await copyWorkspace(workspace, home);
  await mkdir(join(home, 'tmp'));
  await mkdir(join(home, 'data/User'), { recursive: true });
  await writeFile(
    join(home, 'data/User/settings.json'),
    JSON.stringify({ ...quietSettings, ...settings }, null, 2),
  );

  // Before the .vsix: its installation writes the list of extensions, and a folder that comes later is ignored.
  for (const folder of extensionFolders) {
    await cp(folder, join(home, 'extensions', basename(folder)), { recursive: true });
  }
  if (vsix === undefined) return;
  const args = { ...directories(home), 'install-extension': [vsix], force: true };
  const task: Task = { kind: 'install', root: vscode.root, args };
  await promisify(execFile)(vscode.node, [serveFile, JSON.stringify(task)], { env });
}

async function copyWorkspace(workspace: string, home: string): Promise<void> {
  await cp(workspace, join(home, 'workspace'), { recursive: true });
}

async function serve(home: string, options: ServerOptions, env: Environment): Promise<Server> {
  const { vscode, testDriver = false, workspace: original = sampleWorkspace } = options;
  const port = options.port || (await freePort());
  const task: Task = {
    kind: 'serve',
    root: vscode.root,
    port,
    temporary: process.env['TEST_RUN_DIRECTORY'] === undefined ? [home] : [],
    args: {
      ...directories(home),
      'disable-telemetry': true,
      'disable-update-check': true,
      'disable-workspace-trust': true,
      'disable-getting-started-override': true,
      // Without it, versions since 1.13x ignore the payload that names an extension under test.
      'enable-smoke-test-driver': testDriver,
    },
  };
  const log = join(home, 'server.log');
  const output = openSync(log, 'a');
  const child = spawn(vscode.node, [serveFile, JSON.stringify(task)], {
    env,
    stdio: ['pipe', output, output],
    detached: true,
  });
  closeSync(output);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  const authority = `127.0.0.1:${port}`;
  const workspace = join(home, 'workspace');
  await Promise.race([untilListening(authority), ended]);
  if (child.exitCode !== null) {
    throw new Error(`VS Code's server did not start. Its log:\n${readFileSync(log, 'utf8').slice(-3000)}`);
  }
  return {
    authority,
    home,
    workspace,
    url: `http://${authority}/?${new URLSearchParams({ folder: workspace })}`,
    ended,
    reset: async () => {
      // The copies that VS Code keeps of unsaved text survive a closed page, whatever `files.hotExit` says.
      for (const left of ['Backups', 'globalStorage/cometapi.cometapi-assistant']) {
        await rm(join(home, 'data/User', left), { recursive: true, force: true });
      }
      for (const name of await readdir(workspace)) await rm(join(workspace, name), { recursive: true });
      await copyWorkspace(original, home);
    },
    stop: async () => {
      child.stdin?.end();
      await ended;
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

async function untilListening(authority: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    const answer = await fetch(`http://${authority}/version`).catch(() => undefined);
    if (answer) return;
    await setTimeout(50);
  }
  throw new Error(`VS Code's server at ${authority} did not answer within 60 s.`);
}
