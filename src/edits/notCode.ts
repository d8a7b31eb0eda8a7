/** Languages in which fences and sentences are the text itself. */
const proseLanguages = new Set([
  'markdown',
  'mdx',
  'quarto',
  'rmd',
  'plaintext',
  'restructuredtext',
  'asciidoc',
  'latex',
  'tex',
  'git-commit',
]);

/** Whether a language has no syntax that could be wrong: any sentence is right. */
export function isProse(languageId: string): boolean {
  return proseLanguages.has(languageId);
}

/** Data languages in which a key may read like the start of a sentence: `This is the name:`. */
const dataLanguages = new Set([
  'yaml',
  'dockercompose',
  'toml',
  'ini',
  'properties',
  'json',
  'jsonc',
  'jsonl',
  'csv',
  'tsv',
]);

const fence = /^\s*(?:```|~~~)/;

/** A sentence that announces code instead of being code. */
const announcement =
  /^\s*(?:here(?:['’]s| is| are)|sure|certainly|of course|below is|this is|i(?:['’]ve| have)|the (?:updated|following|new|fixed|refactored))\b.*[:.!]\s*$/i;

/** "… rest of the code unchanged …": would delete the lines it stands for. */
const elision =
  /^\s*(?:(?:\/\/|#|--|;|%|\/\*|<!--|\{\/\*)\s*(?:\.{3}|…)\s*|\.{3}\s+|…\s*)(?:the )?(?:rest|remaining|existing|unchanged|other|same|previous)\b/i;

/** A marker of a patch format. */
const patchMarker = /^(?:<{7}|>{7}) |^\*\*\* (?:Begin|End) Patch|^@@ .* @@/;

/** Data languages in which every line may begin with a number or a sign. */
const numberedData = new Set(['yaml', 'dockercompose', 'ini', 'properties', 'csv', 'tsv']);

/** In front of each line: the sign of a diff, or a number as listings have it. */
const lineMarks = [/^\+(?!\+)/, /^\s*\d+\s*[|:│→]/];

/**
 * The first line of `added` that no program contains: a Markdown fence around the code, a remark to the reader,
 * a placeholder for code left out, a marker of a patch format, signs or numbers in front of all lines. Lines that `removed` has are never meant.
 * Undefined when everything may be code.
 */
export function findForeignLine(edit: {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly languageId: string | undefined;
}): string | undefined {
  if (edit.languageId !== undefined && isProse(edit.languageId)) return undefined;
  const known = new Set(edit.removed);
  const filled = edit.added.filter((line) => line.trim() !== '');
  const isNew = (line: string | undefined): line is string => line !== undefined && !known.has(line);
  const hasSentences = edit.languageId !== undefined && dataLanguages.has(edit.languageId);
  const ends = [filled[0], filled.at(-1)].filter(isNew);
  return (
    ends.find((line) => fence.test(line) || (!hasSentences && announcement.test(line))) ??
    filled.filter(isNew).find((line) => elision.test(line) || patchMarker.test(line)) ??
    markedLine({ ...edit, filled })
  );
}

/** The first of lines that all have a mark in front, where those before them had none. */
function markedLine(edit: {
  readonly filled: readonly string[];
  readonly removed: readonly string[];
  readonly languageId: string | undefined;
}): string | undefined {
  if (edit.languageId !== undefined && numberedData.has(edit.languageId)) return undefined;
  const isMarked = (mark: RegExp): boolean =>
    edit.filled.every((line) => mark.test(line)) && !edit.removed.some((line) => mark.test(line));
  return lineMarks.some(isMarked) ? edit.filled[0] : undefined;
}
