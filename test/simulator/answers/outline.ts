/** Something a file declares. Lines are one-based and inclusive. */
export interface Declaration {
  readonly name: string;
  readonly kind: string;
  readonly startLine: number;
  readonly endLine: number;
}

const forms: readonly (readonly [RegExp, RegExp, (words: readonly string[]) => readonly [string, string]])[] =
  [
    [
      /^(type|java)script(react)?$/,
      /^(?:export )?(?:async )?(function|class|interface|type|const) (\w+)/,
      ([kind = '', name = '']) => [kind, name],
    ],
    [
      /^python$/,
      /^\s*(def|class) (\w+)/,
      ([kind = '', name = '']) => [kind === 'def' ? 'function' : kind, name],
    ],
    [
      /^(csharp|java)$/,
      /^\s*(?:public|private|protected|internal) (?:static |sealed |abstract )*(?:(class) )?(?:[\w<>[\]]+ )??(\w+)(?=[\s({]|$)/,
      ([kind, name = '']) => [kind ?? 'method', name],
    ],
    [/^(css|scss|less)$/, /^([.#]?[\w-][^{]*?) \{$/, ([selector = '']) => ['rule', selector]],
    [/^markdown$/, /^#{1,6} (.+)$/, ([title = '']) => ['section', title]],
    [
      /^(go|rust)$/,
      /^(?:pub )?(func|fn|type|struct|enum) (?:\([^)]*\) )?(\w+)/,
      ([kind = '', name = '']) => [kind, name],
    ],
  ];

/** What the text declares, in order, each reaching to the line before the next one. */
export function outline(text: string, languageId: string, startLine: number): readonly Declaration[] {
  const form = forms.find(([languages]) => languages.test(languageId));
  if (form === undefined) return [];
  const [, pattern, read] = form;
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) => {
    const match = pattern.exec(line);
    return match === null ? [] : [{ index, words: match.slice(1) }];
  });
  return starts.map(({ index, words }, position) => {
    let end = starts[position + 1]?.index ?? lines.length;
    while (end > index + 1 && (lines[end - 1] ?? '').trim() === '') end -= 1;
    const [kind, name] = read(words);
    return { name, kind, startLine: startLine + index, endLine: startLine + end - 1 };
  });
}
