import type { EditAnswer } from '../../../src/edits/schema.ts';
import { type Excerpt, excerptsOf, instructionOf, isFrench, type Message } from '../conversation.ts';
import { anchored, type LineChange } from './anchors.ts';
import { appliedCode } from './apply.ts';
import { commentLine } from './comments.ts';
import { opportunities } from './refactorings.ts';

/** An edit request as the model reads it. */
export interface EditRequest {
  readonly selection: Excerpt;
  readonly instruction: string;
  /** The message that carries the selection. */
  readonly text: string;
  /** Whether the person's client has sent a former answer back for repair. */
  readonly isRepair: boolean;
}

const repairs = /^That answer could not be used/;

/** The edit the conversation asks for: the last message with a selection. */
export function editRequestOf(messages: readonly Message[]): EditRequest | undefined {
  const asked = messages.findLast(({ role, text }) => role === 'user' && /^<selection\b/m.test(text));
  const selection = excerptsOf(asked?.text ?? '').find(({ kind }) => kind === 'selection');
  if (asked === undefined || selection === undefined) return undefined;
  return {
    selection,
    instruction: instructionOf(asked.text),
    text: asked.text,
    isRepair: repairs.test(messages.at(-1)?.text ?? ''),
  };
}

/** A correct answer: every anchor quotes whole lines that occur exactly once in the selection. */
export function editAnswer({ selection, instruction }: EditRequest): EditAnswer {
  const french = isFrench(instruction);
  const say = (en: string, fr: string): string => (french ? fr : en);
  const applied = appliedCode(selection, instruction, say);
  if (applied !== undefined) return applied;
  const renamed = rename(selection.text, instruction);
  if (renamed !== undefined) {
    const { from, to, changes } = renamed;
    return {
      title: say(`Rename ${from} to ${to}`, `Renommer ${from} en ${to}`),
      explanation: say(
        `\`${from}\` is called \`${to}\` everywhere in the selection. Uses outside of it keep the former name.`,
        `\`${from}\` s’appelle \`${to}\` partout dans la sélection. Les usages en dehors gardent l’ancien nom.`,
      ),
      edits: [
        ...anchored(
          selection.text,
          changes.map((change) => ({ ...change, why: say('The new name.', 'Le nouveau nom.') })),
        ),
      ],
    };
  }

  const found = opportunities(selection.text, selection.languageId);
  const bugs = found.filter(({ kind }) => kind === 'bug');
  const wantsFix = /\b(fix|bug|repair|crash|corrige|répare)/i.test(instruction);
  const chosen = wantsFix && bugs.length > 0 ? bugs : found;
  if (chosen.length > 0) {
    const changes = chosen.map(
      ({ why, ...change }): LineChange => ({ ...change, why: french ? why.fr : why.en }),
    );
    const edits = [...anchored(selection.text, changes)];
    return {
      title: wantsFix
        ? say('Fix the bugs', 'Corriger les erreurs')
        : say('Make it safer and clearer', 'Plus sûr et plus clair'),
      explanation: `${say(
        `${counted(edits.length, 'place changes', 'places change')} in \`${selection.path}\`:`,
        `${counted(edits.length, 'endroit change', 'endroits changent')} dans \`${selection.path}\` :`,
      )} ${[...new Set(edits.map(({ why }) => why))].join(' ')}`,
      edits,
    };
  }
  return noted({ selection, instruction, french });
}

/** For code the model knows nothing better for: the request as a comment above the first line. */
function noted({
  selection,
  instruction,
  french,
}: {
  readonly selection: Excerpt;
  readonly instruction: string;
  readonly french: boolean;
}): EditAnswer {
  const lines = selection.text.split('\n');
  const index = lines.findIndex((line) => line.trim() !== '');
  const line = lines[index];
  const comment = commentLine(`${french ? 'Demandé : ' : 'Asked: '}${instruction}`, selection.languageId);
  if (line === undefined || comment === undefined) {
    return {
      title: french ? 'Rien à changer' : 'Nothing to change',
      explanation: french
        ? 'La sélection fait déjà ce qui est demandé ; je n’y changerais rien.'
        : 'The selection already does what is asked; I would not change anything.',
      edits: [],
    };
  }
  const remark = `${/^\s*/.exec(line)?.[0] ?? ''}${comment}`;
  // These must stay the first line of a file.
  const staysFirst = /^(#!|<\?|<!doctype)/i.test(line);
  return {
    title: french ? 'Noter la demande' : 'Note the request',
    explanation: french
      ? 'La demande est notée au-dessus du code, qui reste tel quel.'
      : 'The request is noted above the code, which stays as it is.',
    edits: [
      ...anchored(selection.text, [
        {
          start: index,
          end: index + 1,
          lines: staysFirst ? [line, remark] : [remark, line],
          why: french ? 'Garde la demande près du code.' : 'Keeps the request next to the code.',
        },
      ]),
    ],
  };
}

function rename(
  text: string,
  instruction: string,
):
  | { readonly from: string; readonly to: string; readonly changes: readonly Omit<LineChange, 'why'>[] }
  | undefined {
  const pattern =
    /\b(?:rename|renomme[rz]?)\s+[`'"«]?\s?([A-Za-z_$][\w$]*)\s?[`'"»]?\s+(?:to|into|as|en)\s+[`'"«]?\s?([A-Za-z_$][\w$]*)/i;
  const [, from, to] = pattern.exec(instruction) ?? [];
  if (from === undefined || to === undefined) return undefined;
  const word = new RegExp(`(?<![\\w$])${from.replaceAll('$', '\\$')}(?![\\w$])`, 'g');
  const changes = text.split('\n').flatMap((line, start) => {
    const renamed = line.replace(word, () => to);
    return renamed === line ? [] : [{ start, end: start + 1, lines: [renamed] }];
  });
  return changes.length === 0 ? undefined : { from, to, changes };
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
