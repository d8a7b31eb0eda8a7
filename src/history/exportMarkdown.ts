import { type AssistantTurn, shownTurns, type Transcript, type UserTurn } from '../protocol/transcript.ts';

/** The words around a conversation, in the person's language. */
export interface ExportTexts {
  readonly you: string;
  readonly assistant: string;
  readonly attached: string;
  /** Below an answer that is not complete. */
  readonly incomplete: string;
}

/** The version of the conversation that is shown, as a Markdown document. */
export function toMarkdown(transcript: Transcript, texts: ExportTexts): string {
  const parts = [`# ${oneLine(transcript.title)}`];
  for (const turn of shownTurns(transcript)) {
    parts.push(...(turn.kind === 'user' ? question(turn, texts) : answer(turn, texts)));
  }
  return `${parts.join('\n\n')}\n`;
}

function question({ text, context }: UserTurn, texts: ExportTexts): string[] {
  const names = context.map(({ path, lines }) =>
    lines === undefined ? code(path) : `${code(path)} (${lines.start}–${lines.end})`,
  );
  return [`## ${texts.you}`, ...(names.length === 0 ? [] : [`${texts.attached} ${names.join(', ')}`]), text];
}

function answer(turn: AssistantTurn, texts: ExportTexts): string[] {
  const said = turn.items.flatMap((item) => {
    if (item.kind !== 'message') return [];
    return item.text === '' ? [item.refusal] : [item.text];
  });
  const isWhole = turn.status.kind === 'completed' || turn.status.kind === 'refused';
  return [
    `## ${texts.assistant} (${oneLine(turn.modelUsed ?? turn.model)})`,
    ...said.filter((text) => text !== ''),
    ...(isWhole ? [] : [`*${texts.incomplete}*`]),
  ];
}

function code(text: string): string {
  return `\`${oneLine(text).replaceAll('`', "'")}\``;
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
