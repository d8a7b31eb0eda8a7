import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { isProse } from '../../edits/notCode.ts';
import type { EditVerdict } from '../../protocol/proposedEdit.ts';

const scheme = 'cometapi-check';

/** Longer texts are not given to a language service a second time; in characters. */
const longestText = 300_000;

/** TypeScript's codes for an import it cannot follow, as from any virtual document. */
const unresolvedModule: ReadonlySet<number> = new Set([2307, 2792, 7016]);

/** A file before and after an edit, with `\n`. */
export interface CheckedFile {
  readonly uri: vscode.Uri;
  /** Where a person may have chosen another one than the name tells. */
  readonly languageId?: string;
  readonly before: string;
  readonly after: string;
}

/** What a service says about the text after an edit; undefined: it has not answered. */
type Found = { readonly before: readonly string[]; readonly after: readonly string[] } | undefined;

/**
 * Asks the language services what they say about a text before it stands in any file (B-9): JSON's own parser, and
 * TypeScript's service about virtual documents that no editor shows. Other services report only what a tab shows; for
 * their languages there is no answer, and silence is never taken for one.
 */
export class LanguageCheck implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #registration: vscode.Disposable;
  readonly #timeoutMs: number;
  /** Keeps the documents of one check apart from those of another. */
  readonly #name = randomUUID();
  #count = 0;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    this.#registration = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string | undefined {
    return this.#texts.get(uri.toString());
  }

  /** The verdict on an edit whose text alone is fine. Never rejects. */
  async check(files: readonly CheckedFile[]): Promise<EditVerdict> {
    for (const file of files) {
      const found = await this.#ask(file).catch(() => undefined);
      if (found === undefined) return { kind: 'unverified', reason: 'not_checked' };
      const known = [...found.before];
      for (const problem of found.after) {
        const index = known.indexOf(problem);
        if (index === -1) return { kind: 'unverified', reason: 'problems', detail: problem };
        known.splice(index, 1);
      }
    }
    return { kind: 'verified' };
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #ask(file: CheckedFile): Promise<Found> {
    if (Math.max(file.before.length, file.after.length) > longestText) return undefined;
    const { languageId } = await this.#open(file, file.before);
    if (isProse(languageId)) return { before: [], after: [] };
    if (languageId === 'json') return jsonFound(file);
    if (!/^(?:java|type)script(?:react)?$/.test(languageId)) return undefined;
    const late = new AbortController();
    const giveUp = delay(this.#timeoutMs, undefined, { signal: late.signal }).catch(() => undefined);
    try {
      return await Promise.race([this.#askTypeScript(file), giveUp]);
    } finally {
      late.abort();
    }
  }

  async #askTypeScript(file: CheckedFile): Promise<Found> {
    const before = await this.#typeScriptProblems(file, file.before);
    const after = await this.#typeScriptProblems(file, file.after);
    return before === undefined || after === undefined ? undefined : { before, after };
  }

  /** TypeScript reports of itself only what a tab shows, but answers this command, which VS Code offers for it. */
  async #typeScriptProblems(file: CheckedFile, text: string): Promise<readonly string[] | undefined> {
    const { uri } = await this.#open(file, text);
    const problems: string[] = [];
    // A new file stands alone here: what it takes from others only shows where it is made.
    const kinds = file.before === '' ? ['syntactic'] : ['syntactic', 'semantic'];
    for (const command of kinds.map((kind) => `${kind}DiagnosticsSync`)) {
      const answer: unknown = await vscode.commands.executeCommand('typescript.tsserverRequest', command, {
        file: uri,
      });
      const found = messagesOf(answer);
      if (found === undefined) return undefined;
      problems.push(...found);
    }
    return problems;
  }

  /** The path ends as that of the file, so that VS Code recognises the language. */
  async #open({ uri, languageId }: CheckedFile, text: string): Promise<vscode.TextDocument> {
    this.#count += 1;
    const address = vscode.Uri.from({ scheme, path: `/${this.#name}/${this.#count}${uri.path}` });
    this.#texts.set(address.toString(), text);
    const document = await vscode.workspace.openTextDocument(address);
    return languageId === undefined || document.languageId === languageId
      ? document
      : vscode.languages.setTextDocumentLanguage(document, languageId);
  }
}

/** A text that was no JSON before cannot become worse. */
function jsonFound({ before, after }: CheckedFile): Found {
  const problems = jsonProblems(after);
  return { before: before === '' || jsonProblems(before).length === 0 ? [] : problems, after: problems };
}

function jsonProblems(text: string): string[] {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** The errors of a server's response; undefined for anything else. */
function messagesOf(answer: unknown): string[] | undefined {
  if (typeof answer !== 'object' || answer === null || !('body' in answer)) return undefined;
  if (!Array.isArray(answer.body)) return undefined;
  const found: readonly unknown[] = answer.body;
  return found.flatMap((each) =>
    typeof each === 'object' &&
    each !== null &&
    'category' in each &&
    each.category === 'error' &&
    !('code' in each && typeof each.code === 'number' && unresolvedModule.has(each.code)) &&
    'text' in each &&
    typeof each.text === 'string'
      ? [each.text]
      : [],
  );
}
