import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Every bundle of VS Code that has its own copy of the question "may this extension use that proposal?". */
const bundles = [
  'out/server-main.js',
  'out/vs/workbench/api/node/extensionHostProcess.js',
  'out/vs/workbench/api/worker/extensionHostWorkerMain.js',
  'out/vs/code/browser/workbench/workbench.js',
];

/**
 * `function isProposedApiEnabled(extension, proposal) { return true }`, minified, recognised by its
 * neighbour `function checkProposedApiEnabled(e, p) { if (!isProposedApiEnabled(e, p)) …`.
 */
const alwaysYes =
  /function ([\w$]+)\(([\w$]+),([\w$]+)\)\{return!0\}(?=function [\w$]+\([\w$]+,[\w$]+\)\{if\(!\1\()/;

/**
 * Makes code-server's VS Code ask the manifest's `enabledApiProposals`, as Microsoft's does. code-server
 * answers yes to every extension, so one that uses proposed API would pass every test and fail for its users.
 */
export async function switchOffProposedApi(vscode: string): Promise<void> {
  for (const bundle of bundles) {
    const file = join(vscode, bundle);
    await writeFile(file, askManifest(await readFile(file, 'utf8'), bundle));
  }
}

/** The bundle with the check put back. Throws where there is nothing to replace, because then the check stays off. */
export function askManifest(source: string, bundle: string): string {
  if (!alwaysYes.test(source)) {
    throw new Error(
      `${bundle}: the function that allows every proposed API was not found. ` +
        'This VS Code may be built differently; adapt test/vscode/install/proposedApi.ts before using it.',
    );
  }
  return source.replace(
    alwaysYes,
    (_match, name: string, extension: string, proposal: string) =>
      `function ${name}(${extension},${proposal}){return!!(${extension}&&${extension}.enabledApiProposals&&${extension}.enabledApiProposals.includes(${proposal}))}`,
  );
}
