import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Attachment } from '../chat/attachments.ts';
import { type Mention, parseMention } from '../chat/mention.ts';
import { type ContextMatch, type ContextMatchKind, isGeneral } from '../protocol/contextMatch.ts';
import { type FuzzyMatch, fuzzyMatch } from '../protocol/fuzzyMatch.ts';
import type { ContextFiles } from './contextFiles.ts';
import { type LineRange, linesInQuestion, relativePath, selectedLines } from './editor.ts';
import { Refusal } from './reportError.ts';
import { WorkspaceFiles } from './workspaceFiles.ts';
import {
  changedFileCount,
  changesText,
  folderText,
  problemCount,
  problemsText,
  terminalText,
} from './workspaceTexts.ts';

const maxMatches = 20;
/** Found things of so many searches can still be chosen. */
const searchesKept = 5;

/** What was found for one request of the panel. */
export interface FoundContext {
  readonly requestId: number;
  readonly matches: readonly ContextMatch[];
}

interface Candidate {
  readonly kind: ContextMatchKind;
  readonly name: string;
  readonly detail: string;
  readonly attach: (lines: Mention['lines']) => Promise<Attachment>;
}

/** Finds what could be attached by what a person types after `@`, and attaches what they choose. */
export class ContextSearch implements vscode.Disposable {
  readonly #contextFiles: ContextFiles;
  readonly #files = new WorkspaceFiles();
  readonly #found = new vscode.EventEmitter<FoundContext>();
  readonly #searches: ReadonlyMap<string, () => Promise<Attachment>>[] = [];
  #newest = 0;

  readonly onDidFind = this.#found.event;

  constructor(contextFiles: ContextFiles) {
    this.#contextFiles = contextFiles;
  }

  dispose(): void {
    this.#found.dispose();
  }

  /** Searches and tells by `onDidFind`; a search that is overtaken by another one tells nothing. */
  async find({ requestId, query }: { readonly requestId: number; readonly query: string }): Promise<void> {
    const search = ++this.#newest;
    const mention = parseMention(query);
    const candidates = await this.#candidates(mention.name);
    if (search !== this.#newest) return;
    const choices = new Map<string, () => Promise<Attachment>>();
    const matches = best(candidates, mention.name).map(({ candidate, positions }) => {
      const id = randomUUID();
      choices.set(id, () => candidate.attach(mention.lines));
      const { kind, name, detail } = candidate;
      return { id, kind, name: kind === 'file' ? name + suffix(mention.lines) : name, detail, positions };
    });
    this.#searches.push(choices);
    this.#searches.splice(0, this.#searches.length - searchesKept);
    this.#found.fire({ requestId, matches });
  }

  /** What was found under this id as an attachment, as it is now; undefined for an id that was never given out. */
  async attachment(id: string): Promise<Attachment | undefined> {
    return this.#searches.findLast((choices) => choices.has(id))?.get(id)?.();
  }

  /** The problems, the changes or the terminal as an attachment. Refuses when there is nothing of it. */
  async general(kind: 'problems' | 'changes' | 'terminal'): Promise<Attachment> {
    return this.#text(kind, generalName(kind), generalTexts[kind]);
  }

  /** A file, or the paths of the files in a folder, as an attachment. */
  async fileOrFolder(uri: vscode.Uri): Promise<Attachment> {
    const { type } = await vscode.workspace.fs
      .stat(uri)
      .then(undefined, () => ({ type: vscode.FileType.File }));
    if ((type & vscode.FileType.Directory) === 0) return this.#contextFiles.fileAttachment(uri);
    const path = relativePath(uri);
    const files = await this.#files.list();
    return this.#text('folder', path, async () =>
      folderText(
        path,
        files.map((file) => file.path),
      ),
    );
  }

  async #candidates(query: string): Promise<readonly Candidate[]> {
    const general = await this.#general();
    if (query === '') return [...openFiles().map((uri) => this.#file(uri)), ...general];
    const [files, symbols] = await Promise.all([this.#files.list(), symbolsNamed(query)]);
    const paths = files.map(({ path }) => path);
    return [
      ...files.map(({ uri }) => this.#file(uri)),
      ...foldersOf(paths).map((folder) => this.#folder(folder, paths)),
      ...symbols.map((symbol) => this.#symbol(symbol)),
      ...general,
    ];
  }

  #file(uri: vscode.Uri): Candidate {
    const { name, folder } = split(relativePath(uri));
    const attach = (lines: Mention['lines']) => this.#contextFiles.fileAttachment(uri, zeroBased(lines));
    return { kind: 'file', name, detail: folder, attach };
  }

  #folder(path: string, paths: readonly string[]): Candidate {
    const { name, folder } = split(path);
    const text = () => Promise.resolve(folderText(path, paths));
    return { kind: 'folder', name, detail: folder, attach: () => this.#text('folder', path, text) };
  }

  #symbol({ name, location: { uri, range } }: vscode.SymbolInformation): Candidate {
    const attach = async () => {
      const document = await vscode.workspace.openTextDocument(uri);
      const at = new vscode.Range(range.start, range.start);
      return this.#contextFiles.fileAttachment(uri, await linesInQuestion(document, at));
    };
    return { kind: 'symbol', name, detail: relativePath(uri), attach };
  }

  async #general(): Promise<Candidate[]> {
    const candidates: Candidate[] = [];
    const add = (kind: 'problems' | 'changes' | 'terminal', detail: string) =>
      candidates.push({ kind, name: generalName(kind), detail, attach: () => this.general(kind) });
    const editor = vscode.window.activeTextEditor;
    if (editor !== undefined && !editor.selection.isEmpty) candidates.push(this.#selection(editor));
    const problems = problemCount();
    if (problems > 0) add('problems', String(problems));
    const changed = await changedFileCount();
    if (changed > 0) add('changes', String(changed));
    if (vscode.window.activeTerminal !== undefined) {
      add('terminal', vscode.l10n.t('selection or last command'));
    }
    return candidates;
  }

  #selection({ document, selection }: vscode.TextEditor): Candidate {
    const lines = selectedLines(selection);
    const detail = `${relativePath(document.uri)} ${lines.startLine + 1}–${lines.endLine}`;
    const attach = () => this.#contextFiles.fileAttachment(document.uri, lines);
    return { kind: 'selection', name: vscode.l10n.t('Selection'), detail, attach };
  }

  async #text(
    kind: 'folder' | 'problems' | 'changes' | 'terminal',
    name: string,
    read: () => Promise<string>,
  ): Promise<Attachment> {
    const text = await read();
    if (text.trim() === '') throw new Refusal(vscode.l10n.t('{0} has nothing to attach.', name));
    return this.#contextFiles.text({ kind, name, text });
  }
}

const generalTexts = {
  problems: async () => problemsText(),
  changes: changesText,
  terminal: terminalText,
} as const;

function generalName(kind: keyof typeof generalTexts): string {
  switch (kind) {
    case 'problems':
      return vscode.l10n.t('Problems');
    case 'changes':
      return vscode.l10n.t('Git changes');
    case 'terminal':
      return vscode.l10n.t('Terminal');
  }
}

function best(
  candidates: readonly Candidate[],
  query: string,
): readonly { readonly candidate: Candidate; readonly positions: readonly number[] }[] {
  // Before anything is typed the order says what is near: the file in front, then the other open ones.
  if (query === '') return candidates.slice(0, maxMatches).map((candidate) => ({ candidate, positions: [] }));
  return candidates
    .flatMap((candidate) => {
      const match = matchOf(candidate, query);
      return match === undefined ? [] : [{ candidate, ...match }];
    })
    .toSorted(
      (a, b) =>
        Number(isGeneral(a.candidate.kind)) - Number(isGeneral(b.candidate.kind)) ||
        a.cost - b.cost ||
        a.candidate.name.length +
          a.candidate.detail.length -
          b.candidate.name.length -
          b.candidate.detail.length,
    )
    .slice(0, maxMatches);
}

/** Costs of names and of paths on one scale: whole pieces and names come before scattered letters and folders. */
const pathPenalty = 500;

function matchOf({ name, detail, kind }: Candidate, query: string): FuzzyMatch | undefined {
  const byName = fuzzyMatch(name, query);
  if (byName !== undefined || isGeneral(kind)) return byName;
  const byPath = fuzzyMatch(`${detail}/${name}`, query);
  return byPath === undefined ? undefined : { cost: byPath.cost + pathPenalty, positions: [] };
}

/** The files that are open in tabs, the active one first. */
function openFiles(): readonly vscode.Uri[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const files = new Map<string, vscode.Uri>();
  for (const { input } of tabs.toSorted((a, b) => Number(b.isActive) - Number(a.isActive))) {
    if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) {
      files.set(input.uri.toString(), input.uri);
    }
  }
  return [...files.values()];
}

async function symbolsNamed(query: string): Promise<readonly vscode.SymbolInformation[]> {
  if (query.length < 2 || /[/.]/.test(query)) return [];
  const found = await vscode.commands
    .executeCommand<vscode.SymbolInformation[] | undefined>('vscode.executeWorkspaceSymbolProvider', query)
    .then(undefined, () => undefined);
  return (found ?? []).slice(0, 200);
}

function foldersOf(paths: readonly string[]): readonly string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let { folder } = split(path); folder !== '' && !folders.has(folder); { folder } = split(folder)) {
      folders.add(folder);
    }
  }
  return [...folders];
}

function split(path: string): { readonly name: string; readonly folder: string } {
  const slash = path.lastIndexOf('/');
  return { name: path.slice(slash + 1), folder: path.slice(0, Math.max(slash, 0)) };
}

function zeroBased(lines: Mention['lines']): LineRange | undefined {
  return lines === undefined ? undefined : { startLine: lines.start - 1, endLine: lines.end };
}

function suffix(lines: Mention['lines']): string {
  if (lines === undefined) return '';
  return lines.start === lines.end ? `#L${lines.start}` : `#L${lines.start}-${lines.end}`;
}
