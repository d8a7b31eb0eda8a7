import { parseArgs } from 'node:util';
import { findVersion, type VSCodeVersion, vscodeVersions } from './install/versions.ts';

/** What `npm start` was asked for. */
export interface StartOptions {
  readonly kind: 'start';
  /** Talk to the real endpoint instead of the simulator. */
  readonly live: boolean;
  /** A desktop VS Code instead of one in the browser. */
  readonly desktop: boolean;
  /** 0: any free port. */
  readonly port: number;
  readonly version: VSCodeVersion;
}

export const usage = `Usage: npm start [-- OPTIONS]

Opens VS Code with the extension and some sample code. A simulator answers in place of CometAPI.

  --live             talk to https://api.cometapi.com with your own key
  --desktop          use a desktop VS Code (the default on macOS and Windows)
  --port N           serve VS Code on this port (default: any free one)
  --version V        ${Object.values(vscodeVersions)
    .map(({ vscode }) => vscode)
    .join(' or ')} (default: the first)
  --help             show this`;

/** Reads the command line. */
export function parseStartOptions(
  args: readonly string[],
): StartOptions | { readonly kind: 'help' } | { readonly kind: 'wrong'; readonly problem: string } {
  try {
    const { values } = parseArgs({ args: [...args], options: flags });
    if (values.help) return { kind: 'help' };
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      return { kind: 'wrong', problem: `--port ${values.port} is no number from 0 to 65535.` };
    }
    const { live, desktop } = values;
    return { kind: 'start', live, desktop, port, version: findVersion(values.version) };
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
}

const flags = {
  live: { type: 'boolean', default: false },
  desktop: { type: 'boolean', default: process.platform !== 'linux' },
  port: { type: 'string', default: '0' },
  version: { type: 'string', default: vscodeVersions.newest.vscode },
  help: { type: 'boolean', default: false },
} as const;
