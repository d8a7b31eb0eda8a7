import * as z from 'zod/mini';

const hunkSchema = z.strictObject({
  /** One line: why this hunk. */
  why: z.string(),
  /** Whole consecutive lines of what was sent that occur in it exactly once. */
  oldText: z.string(),
  /** The lines that replace them; empty to delete. */
  newText: z.string(),
});

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
  edits: z.array(hunkSchema),
});

export type EditAnswer = z.infer<typeof editAnswerSchema>;

/** The answer to a request about several files. Every key is always there, as strict mode wants it. */
export const filesAnswerSchema = z.strictObject({
  title: z.string(),
  explanation: z.string(),
  files: z.array(
    z.strictObject({
      /** As it was sent: relative to the workspace, with `/`. */
      path: z.string(),
      action: z.enum(['modify', 'create', 'delete', 'rename']),
      /** Where a renamed file goes; empty for every other action. */
      newPath: z.string(),
      /** One line: why this file. */
      why: z.string(),
      /** The hunks of a modified file, each quoted from it; empty for every other action. */
      edits: z.array(hunkSchema),
      /** The whole text of a created file; empty for every other action. */
      content: z.string(),
    }),
  ),
});

export type FilesAnswer = z.infer<typeof filesAnswerSchema>;
