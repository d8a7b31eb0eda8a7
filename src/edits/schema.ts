import * as z from 'zod/mini';

/**
 * The answer to an edit request: several hunks in one selection, each anchored by text quoted from it.
 * The order of the keys is the order in which the model writes them, so that the explanation can be read
 * while the hunks are still being written.
 */
export const editAnswerSchema = z.strictObject({
  /** A few words for the head of the edit card. */
  title: z.string(),
  /** One paragraph of Markdown. */
  explanation: z.string(),
  edits: z.array(
    z.strictObject({
      /** One line: why this hunk. */
      why: z.string(),
      /** Whole consecutive lines of the selection that occur in it exactly once. */
      oldText: z.string(),
      /** The lines that replace them; empty to delete. */
      newText: z.string(),
    }),
  ),
});

export type EditAnswer = z.infer<typeof editAnswerSchema>;
