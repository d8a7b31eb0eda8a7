/** A sentence in the languages the simulated model speaks. */
export interface Phrase {
  readonly en: string;
  readonly fr: string;
}

/** A rewrite of a single line. */
export interface LineRule {
  readonly languages: RegExp;
  readonly pattern: RegExp;
  /** The line that replaces it; undefined leaves it alone, an empty string deletes it. `text` is the whole selection. */
  readonly rewrite: (line: string, match: RegExpExecArray, text: string) => string | undefined;
  /** A bug is a line that does something wrong; style is everything else. */
  readonly kind: 'bug' | 'style';
  readonly why: Phrase;
}

const script = /^(type|java)script(react)?$/;
const cStyle = /^(((type|java)script)(react)?|java|csharp|c|cpp)$/;
const csharp = /^csharp$/;
const python = /^python$/;
const css = /^(css|scss|less)$/;

export const lineRules: readonly LineRule[] = [
  {
    languages: cStyle,
    pattern: /^(\s*for \(.*?)<=( *[\w.]+\.(?:length|Count|Length|size\(\)))(?=;)/,
    rewrite: (line, [whole, head = '', tail = '']) => line.replace(whole, `${head}<${tail}`),
    kind: 'bug',
    why: {
      en: 'The loop ran one step past the last element.',
      fr: 'La boucle allait un pas trop loin après le dernier élément.',
    },
  },
  {
    languages: script,
    pattern: /^(\s*)var (\w+)(?=[ :=])/,
    rewrite: (line, [whole, indent = '', name = ''], text) =>
      line.replace(whole, `${indent}${indent === '' || isReassigned(name, text) ? 'let' : 'const'} ${name}`),
    kind: 'style',
    why: { en: '`var` leaks out of its block.', fr: '`var` déborde de son bloc.' },
  },
  {
    languages: script,
    pattern: /([^=!])==([^=])(?! *null)/,
    rewrite: (line) => line.replaceAll(/([^=!<>])(==|!=)(?!=)(?! *null)/g, '$1$2='),
    kind: 'style',
    why: {
      en: '`===` does not convert its operands.',
      fr: '`===` ne convertit pas ses opérandes.',
    },
  },
  {
    languages: script,
    pattern: /^(\s*)return (total|sum|price|amount|subtotal);$/,
    rewrite: (_line, [, indent = '', name = ''], text) =>
      text.includes(`${name} += `) && /price|amount|cost/.test(text)
        ? `${indent}return Math.round(${name} * 100) / 100;`
        : undefined,
    kind: 'bug',
    why: {
      en: 'Sums of floats drift; money is rounded to cents.',
      fr: 'Les sommes de flottants dérivent ; l’argent s’arrondit au centime.',
    },
  },
  {
    languages: script,
    pattern:
      /(?<=return |\(|= )((?:'[^'\\`$]*'|[\w.]+(?:\([\w., ]*\))?)(?: \+ (?:'[^'\\`$]*'|[\w.]+(?:\([\w., ]*\))?))+)(?=[;)])/,
    rewrite: (line, [whole]) => {
      const operands = whole.split(' + ');
      // Two numbers before the first string would be added, not joined.
      if (!operands.slice(0, 2).some((operand) => operand.startsWith("'"))) return undefined;
      // A string that holds ` + ` was torn apart.
      if (operands.some((operand) => (operand.match(/'/g)?.length ?? 0) % 2 === 1)) return undefined;
      const parts = operands.map((operand) =>
        operand.startsWith("'") ? operand.slice(1, -1) : `\${${operand}}`,
      );
      return line.replace(whole, () => `\`${parts.join('')}\``);
    },
    kind: 'style',
    why: {
      en: 'A template literal reads as one sentence.',
      fr: 'Un littéral de gabarit se lit d’une traite.',
    },
  },
  {
    languages: csharp,
    pattern: /(\w+) (==|!=) null\b/,
    rewrite: (line) => line.replaceAll(/ == null\b/g, ' is null').replaceAll(/ != null\b/g, ' is not null'),
    kind: 'style',
    why: { en: '`is null` can’t be overloaded.', fr: '`is null` ne peut pas être surchargé.' },
  },
  {
    languages: csharp,
    pattern: /new ArgumentNullException\("(\w+)"\)/,
    rewrite: (line, [whole, name = '']) => line.replace(whole, `new ArgumentNullException(nameof(${name}))`),
    kind: 'style',
    why: { en: '`nameof` follows a rename.', fr: '`nameof` suit un renommage.' },
  },
  {
    languages: csharp,
    pattern:
      /String\.Format\("([^"{}]*)\{0\}([^"{}]*)\{1\}([^"{}]*)", ([\w.]+(?:\(\))?), ([\w.]+(?:\(\))?)\)/,
    rewrite: (line, [whole, a = '', b = '', c = '', x = '', y = '']) =>
      line.replace(whole, () => `$"${a}{${x}}${b}{${y}}${c}"`),
    kind: 'style',
    why: {
      en: 'Interpolation keeps values in place.',
      fr: 'L’interpolation garde les valeurs à leur place.',
    },
  },
  {
    languages: python,
    pattern: / (==|!=) None\b/,
    rewrite: (line) => line.replaceAll(/ == None\b/g, ' is None').replaceAll(/ != None\b/g, ' is not None'),
    kind: 'bug',
    why: { en: '`None` is compared by identity.', fr: '`None` se compare par identité.' },
  },
  {
    languages: python,
    pattern: /^(\s*)except:$/,
    rewrite: (_line, [, indent = '']) => `${indent}except Exception:`,
    kind: 'bug',
    why: {
      en: 'A bare `except` also swallows Ctrl+C.',
      fr: 'Un `except` nu avale aussi Ctrl+C.',
    },
  },
  {
    languages: python,
    pattern: /"([^"{}%]*)%(\.\d+f|s|d)([^"{}%]*)" % ([\w.]+(?:\([\w., ]*\))?(?:\["\w+"\])?)(?=\)$)/,
    rewrite: (line, [whole, before = '', format = '', after = '', value = '']) => {
      const spec = format.endsWith('f') ? `:${format}` : '';
      return line.replace(whole, () => `f"${before}{${value.replaceAll('"', "'")}${spec}}${after}"`);
    },
    kind: 'style',
    why: {
      en: 'An f-string shows the value where it goes.',
      fr: 'Une f-string montre la valeur à sa place.',
    },
  },
  {
    languages: css,
    pattern: /(?<![\d.#\w])0px\b/,
    rewrite: (line) => line.replaceAll(/(?<![\d.#\w])0px\b/g, '0'),
    kind: 'style',
    why: { en: 'Zero needs no unit.', fr: 'Zéro se passe d’unité.' },
  },
  {
    languages: css,
    pattern: /#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3\b/i,
    rewrite: (line, [whole, r = '', g = '', b = '']) => line.replace(whole, `#${r}${g}${b}`),
    kind: 'style',
    why: { en: 'The short form says the same.', fr: 'La forme courte dit la même chose.' },
  },
  {
    languages: css,
    pattern: /^\s*-webkit-border-radius:.*;$/,
    rewrite: () => '',
    kind: 'style',
    why: {
      en: 'No browser needs this prefix any more.',
      fr: 'Plus aucun navigateur n’a besoin de ce préfixe.',
    },
  },
];

/** Whether the text assigns to the name after its declaration. */
export function isReassigned(name: string, text: string): boolean {
  const rest = text.replace(new RegExp(`\\b(var|let|const) ${name}\\b[^=\\n]*=`), '');
  return new RegExp(
    `\\b${name}\\b\\s*([-+*/%&|^]|<<|>>|\\*\\*|\\|\\||&&|\\?\\?)?=(?![=>])|\\b${name}(\\+\\+|--)|(\\+\\+|--)${name}\\b`,
  ).test(rest);
}
