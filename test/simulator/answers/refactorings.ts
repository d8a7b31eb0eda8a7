import type { LineChange } from './anchors.ts';
import { type LineRule, lineRules, type Phrase } from './lineRules.ts';

/** A change the simulated model would suggest, in both its languages. */
export interface Opportunity extends Omit<LineChange, 'why'> {
  readonly kind: 'bug' | 'style';
  readonly why: Phrase;
}

/** What could be better in a piece of code: whole blocks first, then single lines outside of these. */
export function opportunities(text: string, languageId: string): readonly Opportunity[] {
  const lines = text.split('\n');
  const blocks = [...loops(lines, languageId), ...mutableDefaults(lines, languageId)];
  const taken = new Set(blocks.flatMap(({ start, end }) => range(start, end)));
  const rules = lineRules.filter(({ languages }) => languages.test(languageId));
  const single = lines.flatMap((line, index) =>
    taken.has(index) ? [] : rewritten({ line, index, text, rules }),
  );
  return [...blocks, ...single].sort((a, b) => a.start - b.start);
}

function rewritten({
  line,
  index,
  text,
  rules,
}: {
  readonly line: string;
  readonly index: number;
  readonly text: string;
  readonly rules: readonly LineRule[];
}): readonly Opportunity[] {
  let result = line;
  const applied: LineRule[] = [];
  for (const rule of rules) {
    const match = rule.pattern.exec(result);
    const next = match === null ? undefined : rule.rewrite(result, match, text);
    if (next === undefined || next === result) continue;
    applied.push(rule);
    result = next;
  }
  if (applied.length === 0) return [];
  return [
    {
      start: index,
      end: index + 1,
      lines: result === '' ? [] : [result],
      kind: applied.some(({ kind }) => kind === 'bug') ? 'bug' : 'style',
      why: {
        en: applied.map(({ why }) => why.en).join(' '),
        fr: applied.map(({ why }) => why.fr).join(' '),
      },
    },
  ];
}

interface LoopForm {
  readonly languages: RegExp;
  /** Groups: indent, index variable, collection. */
  readonly head: RegExp;
  /** How the element is taken out, for an index and a collection. Groups: declaration, element. */
  readonly element: (index: string, collection: string) => RegExp;
  readonly each: (indent: string, element: string, collection: string, declaration: string) => string;
}

const loopForms: readonly LoopForm[] = [
  {
    languages: /^(type|java)script(react)?$/,
    head: /^(\s*)for \(let (\w+) = 0; \w+ <=? ([\w.]+)\.length; \w+\+\+\) \{$/,
    element: (index, collection) =>
      new RegExp(`^\\s*(const|let) (\\w+) = ${escaped(collection)}\\[${index}\\];$`),
    each: (indent, element, collection, declaration) =>
      `${indent}for (${declaration} ${element} of ${collection}) {`,
  },
  {
    languages: /^python$/,
    head: /^(\s*)for (\w+) in range\(len\(([\w.]+)\)\):$/,
    element: (index, collection) => new RegExp(`^\\s*()(\\w+) = ${escaped(collection)}\\[${index}\\]$`),
    each: (indent, element, collection) => `${indent}for ${element} in ${collection}:`,
  },
];

/** Counting loops that only use their counter to take out the element. */
function loops(lines: readonly string[], languageId: string): readonly Opportunity[] {
  const form = loopForms.find(({ languages }) => languages.test(languageId));
  if (form === undefined) return [];
  return lines.flatMap((line, start) => {
    const [, indent, index, collection] = form.head.exec(line) ?? [];
    if (indent === undefined || index === undefined || collection === undefined) return [];
    const [, declaration, element] = form.element(index, collection).exec(lines[start + 1] ?? '') ?? [];
    if (declaration === undefined || element === undefined) return [];
    const body = bodyOf(lines, { start: start + 2, indent });
    if (body === undefined || new RegExp(`\\b${index}\\b`).test(body.join('\n'))) return [];
    const pastEnd = line.includes('<=');
    return [
      {
        start,
        end: start + 2,
        lines: [form.each(indent, element, collection, declaration)],
        kind: pastEnd ? 'bug' : 'style',
        why: pastEnd
          ? {
              en: `\`${index} <= ${collection}.length\` reads one element past the end; the loop needs no index at all.`,
              fr: `\`${index} <= ${collection}.length\` lit un élément de trop ; la boucle n’a besoin d’aucun indice.`,
            }
          : {
              en: 'The index is only used to take out the element.',
              fr: 'L’indice ne sert qu’à prendre l’élément.',
            },
      },
    ];
  });
}

/** The lines of a block up to the first one indented like its head; undefined if the block is not complete. */
function bodyOf(
  lines: readonly string[],
  { start, indent }: { readonly start: number; readonly indent: string },
): readonly string[] | undefined {
  const length = lines
    .slice(start)
    .findIndex(
      (line) => line.trim() !== '' && !line.startsWith(`${indent} `) && !line.startsWith(`${indent}\t`),
    );
  return length <= 0 ? undefined : lines.slice(start, start + length);
}

/** Python evaluates a default once: a list there is shared by all calls. */
function mutableDefaults(lines: readonly string[], languageId: string): readonly Opportunity[] {
  if (languageId !== 'python') return [];
  return lines.flatMap((line, start) => {
    const [, indent, name] = /^(\s*)def \w+\(.*\b(\w+)=\[\].*\):$/.exec(line) ?? [];
    const isDocumented = /^\s*[rf]?("""|''')/.test(lines[start + 1] ?? '');
    if (indent === undefined || name === undefined || isDocumented) return [];
    const inner = `${indent}    `;
    return [
      {
        start,
        end: start + 1,
        lines: [
          line.replace(`${name}=[]`, `${name}=None`),
          `${inner}if ${name} is None:`,
          `${inner}    ${name} = []`,
        ],
        kind: 'bug',
        why: {
          en: `The list in \`${name}=[]\` is made once and shared by all calls.`,
          fr: `La liste de \`${name}=[]\` est créée une fois et partagée par tous les appels.`,
        },
      },
    ];
  });
}

function range(start: number, end: number): readonly number[] {
  return Array.from({ length: end - start }, (_, offset) => start + offset);
}

function escaped(text: string): string {
  return text.replaceAll('.', '\\.');
}
