import type { EditAnswer } from '../../../src/edits/schema.ts';
import type { Excerpt } from '../conversation.ts';
import { anchored } from './anchors.ts';

const declaration =
  /^(\s*)(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\*?|class|interface|type|enum|const|let|var|def)\s+([A-Za-z_$][\w$]*)/;

/**
 * Puts the code of a `<code>` element into the selection: in the place of the declaration of the same name, else after
 * the last line. Undefined for an instruction without such code.
 */
export function appliedCode(
  selection: Excerpt,
  instruction: string,
  say: (en: string, fr: string) => string,
): EditAnswer | undefined {
  const [, code] = /^<code language="[^"]*">\n([\s\S]*?)\n<\/code>$/m.exec(instruction) ?? [];
  if (code === undefined) return undefined;
  const lines = selection.text.split('\n');
  const added = code.split('\n');
  const [, , name] = added.map((line) => declaration.exec(line)).find((match) => match !== null) ?? [];
  const start = lines.findIndex((line) => name !== undefined && declaration.exec(line)?.[2] === name);
  const title = say('Apply the code', 'Appliquer le code');
  if (start !== -1) {
    const change = { start, end: endOfBlock(lines, start), lines: added };
    return {
      title,
      explanation: say(`\`${name}\` takes its new form.`, `\`${name}\` prend sa nouvelle forme.`),
      edits: [
        ...anchored(selection.text, [{ ...change, why: say('The new version.', 'La nouvelle version.') }]),
      ],
    };
  }
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const why = say('The new code goes to the end.', 'Le nouveau code va à la fin.');
  return {
    title,
    explanation: say('The code is added at the end of the file.', 'Le code est ajouté à la fin du fichier.'),
    edits:
      last === -1
        ? [{ why, oldText: '', newText: code }]
        : [
            ...anchored(selection.text, [
              { start: last, end: last + 1, lines: [lines[last] ?? '', ...added], why },
            ]),
          ],
  };
}

/** The line after the block that begins on `start`: up to the next line that is indented no more, its bracket included. */
function endOfBlock(lines: readonly string[], start: number): number {
  const indent = (line: string): number => line.length - line.trimStart().length;
  const own = indent(lines[start] ?? '');
  const next = lines.findIndex((line, at) => at > start && line.trim() !== '' && indent(line) <= own);
  if (next === -1) return lines.length;
  return /^\s*[)}\]]/.test(lines[next] ?? '') ? next + 1 : next;
}
