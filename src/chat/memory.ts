import * as z from 'zod/mini';
import type { InputMessage } from '../api/request.ts';
import type { KeptAnswer } from './state.ts';

/** What a session wants to know again after a restart, besides its transcript. Plain JSON. */
export type SessionMemory =
  /** What was sent for a user turn, attachments included. */
  | { readonly kind: 'sent'; readonly turnId: string; readonly content: InputMessage['content'] }
  /** The server keeps the answer, so that a later request can go on from it. */
  | { readonly kind: 'kept'; readonly turnId: string; readonly answer: KeptAnswer }
  /** What the server keeps is of no use any more: of one turn, or of all. */
  | { readonly kind: 'forgotten'; readonly turnId?: string };

/** What a session was told to remember, as it stands now. */
export interface Recalled {
  readonly sent: ReadonlyMap<string, InputMessage['content']>;
  readonly kept: ReadonlyMap<string, KeptAnswer>;
}

/** How a session keeps its conversation over a restart. Changes of the transcript are told to `onEvent`. */
export interface Keeping {
  /** What the session had remembered when the conversation was last in memory. */
  readonly recalled: Recalled;
  readonly remember: (memory: SessionMemory) => void;
  /** Resolves when everything told so far is on disk. A request is sent only after that. Never rejects. */
  readonly saved: () => Promise<void>;
}

const memorySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('sent'),
    turnId: z.string(),
    content: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]),
  }),
  z.object({
    kind: z.literal('kept'),
    turnId: z.string(),
    answer: z.object({
      baseUrl: z.string(),
      model: z.string(),
      responseId: z.string(),
      conversationId: z.optional(z.string()),
      round: z.number(),
      at: z.number(),
    }),
  }),
  z.object({ kind: z.literal('forgotten'), turnId: z.optional(z.string()) }),
]);

/**
 * Plays back what a session remembered, oldest first. What is not a session's is passed over. Answers kept before
 * `keptSince` (milliseconds since the epoch) are left out: the key has changed, so they may belong to somebody else.
 */
export function recall(memory: readonly unknown[], keptSince = 0): Recalled {
  const sent = new Map<string, InputMessage['content']>();
  const kept = new Map<string, KeptAnswer>();
  for (const each of memory) {
    const parsed = memorySchema.safeParse(each);
    if (!parsed.success) continue;
    const { data } = parsed;
    switch (data.kind) {
      case 'sent':
        // The parts are as `remember` was given them.
        sent.set(data.turnId, data.content as InputMessage['content']);
        break;
      case 'kept':
        if (data.answer.at >= keptSince) {
          kept.set(data.turnId, { ...data.answer, conversationId: data.answer.conversationId });
        }
        break;
      case 'forgotten':
        if (data.turnId === undefined) kept.clear();
        else kept.delete(data.turnId);
        break;
    }
  }
  return { sent, kept };
}
