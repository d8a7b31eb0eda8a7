import * as vscode from 'vscode';
import { asArray, asObject } from '../api/json.ts';
import { relativePath } from './editor.ts';
import { Refusal } from './reportError.ts';

const maxProblems = 200;
const severities = ['error', 'warning', 'information', 'hint'] as const;

/** How many problems VS Code knows of. */
export function problemCount(): number {
  return vscode.languages.getDiagnostics().reduce((sum, [, problems]) => sum + problems.length, 0);
}

/** The problems VS Code knows of, those of some files or all, one a line, errors first. */
export function problemsText(uris?: readonly vscode.Uri[]): string {
  const about = new Set(uris?.map(String));
  return vscode.languages
    .getDiagnostics()
    .filter(([uri]) => uris === undefined || about.has(uri.toString()))
    .flatMap(([uri, problems]) => problems.map((problem) => ({ uri, problem })))
    .toSorted((a, b) => a.problem.severity - b.problem.severity)
    .slice(0, maxProblems)
    .map(({ uri, problem }) => {
      const { line, character } = problem.range.start;
      const place = `${relativePath(uri)}:${line + 1}:${character + 1}`;
      const source = problem.source === undefined ? '' : ` (${problem.source})`;
      return `${place} ${severities[problem.severity]}: ${problem.message}${source}`;
    })
    .join('\n');
}

/** What is changed in the repositories of the workspace and not committed, as a patch. Empty without Git. */
export async function changesText(): Promise<string> {
  const repositories = await gitRepositories();
  const diffs = repositories.flatMap((repository) =>
    [true, false].map((cached) => called(repository, 'diff', cached)),
  );
  return (await Promise.all(diffs)).filter((diff) => typeof diff === 'string' && diff !== '').join('\n');
}

/** How many files are changed and not committed, as far as Git has already looked. */
export async function changedFileCount(): Promise<number> {
  const states = (await gitRepositories()).map(({ state }) => asObject(state) ?? {});
  return states.reduce(
    (sum, { workingTreeChanges, indexChanges }) =>
      sum + asArray(workingTreeChanges).length + asArray(indexChanges).length,
    0,
  );
}

/** The public interface of VS Code's own Git extension, as far as it is there; it is not started for this. */
async function gitRepositories(): Promise<Readonly<Record<string, unknown>>[]> {
  const git = vscode.extensions.getExtension<unknown>('vscode.git');
  if (git?.isActive !== true) return [];
  const api = asObject(await called(asObject(git.exports) ?? {}, 'getAPI', 1));
  return asArray(api?.['repositories']).map((repository) => asObject(repository) ?? {});
}

async function called(target: object, method: string, argument: unknown): Promise<unknown> {
  const found: unknown = Reflect.get(target, method);
  try {
    return typeof found === 'function' ? await Reflect.apply(found, target, [argument]) : undefined;
  } catch {
    return undefined;
  }
}

/** The paths of files below a folder, one a line. */
export function folderText(folder: string, paths: readonly string[]): string {
  return paths
    .filter((path) => path.startsWith(`${folder}/`))
    .toSorted()
    .join('\n');
}

/**
 * What is selected in the active terminal, else its last command with what it printed. VS Code gives it out by
 * way of the clipboard only, which has its own content again afterwards.
 */
export async function terminalText(): Promise<string> {
  const { clipboard } = vscode.env;
  const former = await clipboard.readText();
  try {
    for (const command of ['copySelection', 'copyLastCommandAndLastCommandOutput']) {
      await clipboard.writeText('');
      await vscode.commands.executeCommand(`workbench.action.terminal.${command}`);
      const text = await clipboard.readText();
      if (text.trim() !== '') return text.replaceAll('\r\n', '\n');
    }
  } finally {
    await clipboard.writeText(former);
  }
  throw new Refusal(vscode.l10n.t('Select something in the terminal first.'));
}
