/** The comment as one line of the language, or undefined where the language has none. */
export function commentLine(text: string, languageId: string): string | undefined {
  for (const [languages, open, close] of styles) {
    if (!languages.test(languageId)) continue;
    return open === '' ? undefined : `${open} ${plain(text)}${close}`;
  }
  return undefined;
}

const styles: readonly (readonly [RegExp, string, string])[] = [
  [/^(plaintext|json|csv|log|binary|)$/, '', ''],
  [
    /^(python|ruby|shellscript|yaml|toml|ini|makefile|dockerfile|perl|r|powershell|elixir|julia|properties)$/,
    '#',
    '',
  ],
  [/^(sql|lua|haskell|elm|ada)$/, '--', ''],
  [/^(css|less)$/, '/*', ' */'],
  [/^(html|xml|markdown|svg|vue|svelte|xsl)$/, '<!--', ' -->'],
  [/^(latex|tex|erlang|prolog|matlab)$/, '%', ''],
  [/^(clojure|lisp|scheme)$/, ';;', ''],
  [/^(vb|vbscript)$/, "'", ''],
  [/^bat$/, 'REM', ''],
  [/./, '//', ''],
];

/** One line that can't end the comment it stands in. */
function plain(text: string): string {
  const line = text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\*\/|--+>?|\\/g, ' ')
    .trim();
  return line.length > 80 ? `${line.slice(0, 79).replace(/[\uD800-\uDBFF]$/, '')}…` : line;
}
