import { spawn } from 'node:child_process';
import { startSimulator } from '../simulator/simulator.ts';
import { startDesktop } from './desktop.ts';
import { installVSCode } from './install/installVSCode.ts';
import { packageExtension } from './packageExtension.ts';
import { firstLook } from './sample.ts';
import { type Server, startServer } from './server.ts';
import { parseStartOptions, type StartOptions, usage } from './startOptions.ts';

async function main(args: readonly string[]): Promise<void> {
  const options = parseStartOptions(args);
  if (options.kind === 'start') {
    await start(options).catch((error) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    });
  } else if (options.kind === 'help') {
    console.log(usage);
  } else {
    console.error(`${options.problem}\n\n${usage}`);
    process.exitCode = 2;
  }
}

async function start(options: StartOptions): Promise<void> {
  const simulator = options.live ? undefined : await startSimulator({ apiKeys: 'any' });
  const settings = simulator ? { 'cometapi.baseUrl': simulator.baseUrl } : {};
  const running = options.desktop
    ? await startDesktop(settings, options)
    : await startInBrowser(settings, options);

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void running.stop());
  await running.ended;
  await simulator?.close();
}

async function startInBrowser(
  settings: object,
  { port, version, live }: StartOptions,
): Promise<Pick<Server, 'stop' | 'ended'>> {
  const vscode = await installVSCode(version);
  console.log('Building and packing the extension');
  const vsix = await packageExtension();
  const server = await startServer({
    vscode,
    vsix,
    port,
    settings: { ...settings },
    extensionFolders: [firstLook],
  });
  console.log(`
  CometAPI Assistant in VS Code ${version.vscode}

      ${server.url}

  ${live ? 'It talks to https://api.cometapi.com: each message is charged to your key.' : aboutSimulator}
  Ctrl+C ends it.
`);
  openBrowser(server.url);
  return server;
}

const aboutSimulator =
  'A simulator answers. Any text of 8 characters or more works as the API key: sk-demo-key, for example.';

/** Shows the address in the person's browser where there is one; the address is printed in any case. */
function openBrowser(url: string): void {
  const hasDisplay = process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;
  const opener = process.env['BROWSER'] ?? (hasDisplay ? 'xdg-open' : undefined);
  if (opener === undefined) return;
  const browser = spawn(opener, [url], { stdio: 'ignore', detached: true });
  browser.on('error', () => console.log(`  (${opener} could not be started; open the address yourself.)`));
  browser.unref();
}

await main(process.argv.slice(2));
