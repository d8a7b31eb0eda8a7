import type { EditVerdict } from '../protocol/proposedEdit.ts';
import { applyHunks, type HunkLines } from './hunk.ts';

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
 * Judges hunks by what they do to the brackets of the whole document: verified when no bracket loses its
 * partner that had one before. Brackets in strings and comments don't count where the language's are known. In
 * doubt the verdict is unverified. The hunks match the text (see `applyHunks`).
 */
export function verifyHunks(edit: {
  readonly text: string;
  readonly hunks: readonly HunkLines[];
  readonly languageId: string;
}): EditVerdict {
  const after = unpaired(applyHunks(edit.text, edit.hunks), edit.languageId);
  if (after === '' || after === unpaired(edit.text, edit.languageId)) return { kind: 'verified' };
  return { kind: 'unverified', reason: 'brackets' };
}

/** The brackets without a partner, in order. */
function unpaired(text: string, languageId: string): string {
  const open: string[] = [];
  for (const token of text.matchAll(tokensOf(languageId))) {
    const bracket = token[0];
    if (bracket in closing) open.push(bracket);
    else if (bracket in opening) {
      if (open.at(-1) === opening[bracket]) open.pop();
      else open.push(bracket);
    }
  }
  return open.join('');
}

/** Matches what may hide a bracket as one token, else the bracket. A quote not closed on its line hides nothing. */
function tokensOf(languageId: string): RegExp {
  const single = characterQuotes.has(languageId)
    ? /'(?:[^'\\\n]|\\[^'\n]+|\\')'/
    : /'[^'\\\n]*(?:\\.[^'\\\n]*)*'/;
  const strings = [/"[^"\\\n]*(?:\\.[^"\\\n]*)*"/, single, /`[^`\\]*(?:\\[\s\S][^`\\]*)*`/];
  const tokens = [...commentsOf(languageId), ...strings, /[()[\]{}]/];
  return new RegExp(tokens.map(({ source }) => source).join('|'), 'g');
}

function commentsOf(languageId: string): RegExp[] {
  if (languageId === 'python') return [/"""[\s\S]*?"""/, /'''[\s\S]*?'''/, /(?<!\S)#.*/];
  if (hashComments.has(languageId)) return [/(?<!\S)#.*/];
  if (dashComments.has(languageId)) return [/--.*/];
  if (semicolonComments.has(languageId)) return [/;.*/];
  if (percentComments.has(languageId)) return [/%.*/];
  if (markup.has(languageId)) return [/<!--[\s\S]*?-->/];
  return [/\/\/.*/, /\/\*[\s\S]*?\*\//];
}
