import * as z from 'zod/mini';
import {
  type AssistantTurn,
  emptyTranscript,
  newestLeafBelow,
  type Transcript,
  type Turn,
} from '../protocol/transcript.ts';

const format = 'cometapi-assistant-conversation';
const version = 1;

/** A conversation with all of its versions, as JSON that `fromJson` reads. */
export function toJson({ title, turns, leafId }: Transcript): string {
  return `${JSON.stringify({ format, version, title, turns: [...turns.values()], leafId }, null, 2)}\n`;
}

const usageSchema = z.object({
  inputTokens: z.optional(z.number()),
  cachedTokens: z.optional(z.number()),
  outputTokens: z.optional(z.number()),
  reasoningTokens: z.optional(z.number()),
});

const itemSchema = z.union([
  z.object({ kind: z.literal('message'), outputIndex: z.number(), text: z.string(), refusal: z.string() }),
  z.object({
    kind: z.literal('reasoning'),
    outputIndex: z.number(),
    text: z.string(),
    startedAt: z.number(),
    endedAt: z.optional(z.number()),
  }),
  // Of any other item only the place is taken: what it shows is for the version that wrote it.
  z.object({ kind: z.string(), outputIndex: z.number() }),
]);

const turnSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('user'),
    id: z.string(),
    parentId: z.optional(z.string()),
    createdAt: z.number(),
    text: z.string(),
    context: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        path: z.string(),
        lines: z.optional(z.object({ start: z.number(), end: z.number() })),
      }),
    ),
  }),
  z.object({
    kind: z.literal('assistant'),
    id: z.string(),
    parentId: z.string(),
    createdAt: z.number(),
    model: z.string(),
    status: z.object({ kind: z.string() }),
    items: z.array(itemSchema),
    usage: z.optional(usageSchema),
    modelUsed: z.optional(z.string()),
    endedAt: z.optional(z.number()),
  }),
]);

const fileSchema = z.object({
  format: z.literal(format),
  version: z.literal(version),
  title: z.string().check(z.maxLength(1000)),
  turns: z.array(turnSchema),
  leafId: z.optional(z.string()),
});

/**
 * Reads an exported conversation back, as a conversation of its own with the id given. Only what people said and
 * read is taken over: questions, answers, reasoning, usage. An answer that was not complete is one that was
 * stopped. Throws an Error that names the place where the text is no exported conversation.
 */
export function fromJson(json: string, conversationId: string): Transcript {
  const parsed = fileSchema.safeParse(parseJson(json));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: '' };
    throw new Error(path.length === 0 ? message : `${path.join('.')}: ${message}`);
  }
  const transcript = emptyTranscript(conversationId);
  transcript.title = parsed.data.title;
  for (const turn of parsed.data.turns) transcript.turns.set(turn.id, toTurn(turn));
  const [first] = transcript.turns.keys();
  const leafId = parsed.data.leafId ?? '';
  if (transcript.turns.has(leafId)) transcript.leafId = leafId;
  else if (first !== undefined) transcript.leafId = newestLeafBelow(transcript, first);
  return transcript;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Error('JSON');
  }
}

function toTurn(turn: z.infer<typeof turnSchema>): Turn {
  if (turn.kind === 'user') {
    const { parentId, context, ...rest } = turn;
    return { ...rest, parentId, context: context.map(({ lines, ...item }) => withLines(item, lines)) };
  }
  const { usage, modelUsed, endedAt, items, status, ...rest } = turn;
  return {
    ...rest,
    status: { kind: status.kind === 'completed' || status.kind === 'refused' ? status.kind : 'stopped' },
    items: items.flatMap(toItem),
    notes: [],
    ...(usage === undefined ? {} : { usage: withoutUndefined(usage) }),
    ...(modelUsed === undefined ? {} : { modelUsed }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}

function withLines<T>(item: T, lines: { start: number; end: number } | undefined) {
  return lines === undefined ? item : { ...item, lines };
}

function toItem(item: z.infer<typeof itemSchema>): AssistantTurn['items'][number][] {
  if (item.kind === 'message' && 'refusal' in item) {
    return [{ kind: 'message', outputIndex: item.outputIndex, text: item.text, refusal: item.refusal }];
  }
  if (item.kind === 'reasoning' && 'startedAt' in item) {
    const { outputIndex, text, startedAt, endedAt } = item;
    const start = { kind: 'reasoning', outputIndex, text, startedAt } as const;
    return [endedAt === undefined ? start : { ...start, endedAt }];
  }
  return [];
}

function withoutUndefined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // Only the entries that are undefined are left out, which is what the type says.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
