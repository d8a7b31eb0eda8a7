import type { EditVerdict } from '../protocol/proposedEdit.ts';
import { findDropped } from './dropped.ts';
import { isToolSetting, languageOfPath } from './filePath.ts';
import { applyHunks, type HunkLines } from './hunk.ts';
import type { PlannedFile } from './planFiles.ts';

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const opening: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

const hashComments = new Set(
  'ruby shellscript yaml perl r julia elixir dockerfile makefile toml ini powershell coffeescript'.split(' '),
);
const dashComments = new Set(['sql', 'lua', 'haskell', 'elm', 'ada', 'vhdl']);
const semicolonComments = new Set(['clojure', 'lisp', 'scheme']);
const percentComments = new Set(['latex', 'tex', 'erlang', 'matlab']);
const markup = new Set(['html', 'xml', 'vue', 'svelte', 'markdown', 'plaintext']);

/** Languages where `'` surrounds one character or is no quote at all. */
const characterQuotes = new Set(
  'rust c cpp java csharp go kotlin scala swift haskell ocaml fsharp clojure lisp scheme zig'.split(' '),
);

/**
 * Judges an edit by its text: verified when every file is, and none tells programs what to run. What only a language
 * service knows is not part of it.
 */
export function verifyEdit(files: readonly PlannedFile[]): EditVerdict {
  for (const file of files) {
    const verdict = verifyFile(file);
    if (verdict.kind === 'unverified') return verdict;
  }
  return { kind: 'verified' };
}

function verifyFile(file: PlannedFile): EditVerdict {
  const paths = file.kind === 'rename' ? [file.path, file.newPath] : [file.path];
  const setting = paths.find(isToolSetting);
  if (setting !== undefined) return { kind: 'unverified', reason: 'tool_settings', detail: setting };
  switch (file.kind) {
    case 'modify':
      return verifyHunks(file);
    case 'create':
      return unpaired(file.text, languageOfPath(file.path)) === ''
        ? { kind: 'verified' }
        : { kind: 'unverified', reason: 'brackets' };
    case 'delete':
      return { kind: 'unverified', reason: 'dropped', detail: file.path };
    case 'rename':
      return { kind: 'verified' };
  }
}

/**
 * Judges hunks by what they do to the whole document: verified when no bracket loses its partner that had one
 * before, and no code goes without other code in its place (see `findDropped`). Brackets in comments don't count
 * where the language's are known, and those in a string only among themselves. In doubt the verdict is unverified. The hunks match the text (see
 * `applyHunks`).
 */
export function verifyHunks(edit: {
  readonly text: string;
  readonly hunks: readonly HunkLines[];
  readonly languageId: string;
}): EditVerdict {
  if (!edit.hunks.every((hunk) => isEven(hunk, edit.languageId))) {
    const after = unpaired(applyHunks(edit.text, edit.hunks), edit.languageId);
    if (after !== '' && after !== unpaired(edit.text, edit.languageId)) {
      return { kind: 'unverified', reason: 'brackets' };
    }
  }
  const dropped = findDropped(edit.hunks);
  return dropped === undefined
    ? { kind: 'verified' }
    : { kind: 'unverified', reason: 'dropped', detail: dropped };
}

/**
 * Whether a hunk takes and gives the same brackets without a partner, and nothing that begins or ends far away: then
 * the rest of the document pairs up as it did, and need not be read.
 */
function isEven({ removed, added }: HunkLines, languageId: string): boolean {
  const before = removed.join('\n');
  const after = added.join('\n');
  if (/`|\/\*|\*\/|["']{3}|<!--|-->/.test(`${before}\n${after}`)) return false;
  return unpaired(before, languageId) === unpaired(after, languageId);
}

/** The brackets without a partner, in order. Takes time in proportion to the text. */
function unpaired(text: string, languageId: string): string {
  const open: string[] = [];
  const inStrings: string[] = [];
  const spans = spansOf(languageId);
  /** Up to where a span is known to have no end. */
  const unclosed = new Map<Span, number>();

  /** The span that starts here; undefined when there is none. One that is not closed hides nothing. */
  function spanAt(start: number): { readonly end: number; readonly isString: boolean } | undefined {
    for (const span of spans) {
      if (!text.startsWith(span.opening, start) || start < (unclosed.get(span) ?? 0)) continue;
      span.whole.lastIndex = start;
      if (span.whole.test(text)) return { end: span.whole.lastIndex, isString: span.isString === true };
      if (span.within === 'text') unclosed.set(span, text.length);
      if (span.within === 'line') unclosed.set(span, endOfLine(text, start));
    }
    return undefined;
  }

  const places = /[()[\]{}"'`/#;%<-]/g;
  for (let place = places.exec(text); place !== null; place = places.exec(text)) {
    const span = spanAt(place.index);
    const bracket = place[0];
    if (span !== undefined) {
      places.lastIndex = span.end;
      if (span.isString) inStrings.push(unpairedInString(text.slice(place.index + 1, span.end - 1)));
    } else if (bracket in closing) open.push(bracket);
    else if (bracket in opening) {
      if (open.at(-1) === opening[bracket]) open.pop();
      else open.push(bracket);
    }
  }
  return [...open, ...inStrings].join('');
}

/** Code stands in strings, too: in templates and in attributes. A single bracket is meant as it is. */
function unpairedInString(content: string): string {
  const open: string[] = [];
  if (content.replaceAll(/[\\\s"'`]/g, '').length <= 1) return '';
  for (const [bracket] of content.matchAll(/[()[\]{}]/g)) {
    if (bracket in closing || open.at(-1) !== opening[bracket]) open.push(bracket);
    else open.pop();
  }
  return open.join('');
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}

/** A string or a comment. */
interface Span {
  readonly opening: string;
  /** Sticky: matches all of it. */
  readonly whole: RegExp;
  /** How far an end is looked for: where one has none, no other that opens the same way up to there has one. */
  readonly within?: 'line' | 'text';
  readonly isString?: true;
}

/** What hides brackets, in the order in which it is tried. */
function spansOf(languageId: string): Span[] {
  const single: Span = characterQuotes.has(languageId)
    ? { opening: "'", whole: /'(?:[^'\\\n]|\\[^'\n]+|\\')'/y, isString: true }
    : { opening: "'", whole: /'[^'\\\n]*(?:\\.[^'\\\n]*)*'/y, within: 'line', isString: true };
  return [
    ...commentsOf(languageId),
    { opening: '"', whole: /"[^"\\\n]*(?:\\.[^"\\\n]*)*"/y, within: 'line', isString: true },
    single,
    { opening: '`', whole: /`[^`\\]*(?:\\[\s\S][^`\\]*)*`/y, within: 'text', isString: true },
  ];
}

function commentsOf(languageId: string): Span[] {
  const hash: Span = { opening: '#', whole: /(?<!\S)#.*/y };
  if (languageId === 'python') {
    return [
      { opening: '"""', whole: /"""[\s\S]*?"""/y, within: 'text' },
      { opening: "'''", whole: /'''[\s\S]*?'''/y, within: 'text' },
      hash,
    ];
  }
  if (hashComments.has(languageId)) return [hash];
  if (dashComments.has(languageId)) return [{ opening: '--', whole: /--.*/y }];
  if (semicolonComments.has(languageId)) return [{ opening: ';', whole: /;.*/y }];
  if (percentComments.has(languageId)) return [{ opening: '%', whole: /%.*/y }];
  if (markup.has(languageId)) return [{ opening: '<!--', whole: /<!--[\s\S]*?-->/y, within: 'text' }];
  return [
    { opening: '//', whole: /\/\/.*/y },
    { opening: '/*', whole: /\/\*[\s\S]*?\*\//y, within: 'text' },
  ];
}
