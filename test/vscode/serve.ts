import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** What `server.ts` asks this process to do; the one command line argument, as JSON. */
export type Task = InstallTask | ServeTask;

interface InstallTask {
  readonly kind: 'install';
  readonly root: string;
  readonly args: Readonly<Record<string, unknown>>;
}

interface ServeTask {
  readonly kind: 'serve';
  readonly root: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly port: number;
  /** Removed when this process ends, however that comes about. */
  readonly temporary: readonly string[];
}

/** The part of `server-main.js` that is used here. */
interface ServerMain {
  loadCodeWithNls(): Promise<{
    spawnCli(args: object): Promise<void>;
    createServer(address: null, args: object): Promise<RequestHandler>;
  }>;
}

interface RequestHandler {
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex): void;
}

/*
 * Runs VS Code's server without code-server's own program around it. It runs in the Node that VS Code was built
 * for, which strips the types itself.
 */
const task: Task = JSON.parse(process.argv[2] ?? '');

// With this set, server-main.js exports its functions; otherwise it would start a server of its own.
process.env['CODE_SERVER_PARENT_PID'] = String(process.ppid);
const serverMain: ServerMain = await import(pathToFileURL(`${task.root}/out/server-main.js`).href);
const code = await serverMain.loadCodeWithNls();
const args = { _: [], 'accept-server-license-terms': true, ...task.args };

switch (task.kind) {
  case 'install':
    await code.spawnCli(args);
    break;
  case 'serve':
    endWithParent(task.temporary);
    await serve(task.port);
    break;
}

async function serve(port: number): Promise<void> {
  const vscode = await code.createServer(null, {
    ...args,
    port: String(port),
    auth: 'none',
    'without-connection-token': true,
    compatibility: '1.64',
  });
  // Half of the key that encrypts SecretStorage in the page's local storage; the page asks for it.
  const secretKeyHalf = randomBytes(32);
  const server = createServer((request, response) => {
    if (request.url?.split('?')[0]?.endsWith('/mint-key')) response.end(secretKeyHalf);
    else vscode.handleRequest(request, response);
  });
  server.on('upgrade', (request, socket) => vscode.handleUpgrade(request, socket));
  server.listen(port, '127.0.0.1', () => console.log('listening'));
}

/**
 * The parent holds the other end of standard input and never writes to it, so its end is the parent's wish or
 * the parent's death. This process leads its group: extension host, terminals and watchers go with it.
 */
function endWithParent(temporary: readonly string[]): void {
  process.on('SIGTERM', () => {});
  process.stdin.resume().once('close', async () => {
    process.kill(-process.pid, 'SIGTERM');
    await setTimeout(300);
    for (const directory of temporary) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    process.kill(-process.pid, 'SIGKILL');
  });
}
