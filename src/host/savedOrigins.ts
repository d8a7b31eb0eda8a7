import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { Attachment } from '../chat/attachments.ts';
import type { ContextFiles, Origin } from './contextFiles.ts';

const attachmentSchema = z.looseObject({
  item: z.looseObject({ id: z.string(), name: z.string(), path: z.string() }),
});

/** Where the content of an attachment is, as it is written to disk. */
const originSchema = z.union([
  z.object({
    kind: z.literal('attached-file'),
    contextId: z.string(),
    uri: z.string(),
    lines: z.optional(z.object({ startLine: z.number(), endLine: z.number() })),
  }),
  z.object({ kind: z.literal('attached-content'), attachment: attachmentSchema }),
]);

/** What is to be remembered of an attachment, so that it can be opened after a restart. */
export function savedOrigin(contextId: string, files: ContextFiles): unknown {
  const origin = files.originOf(contextId);
  if (origin === undefined) return undefined;
  if (origin.kind === 'memory') return { kind: 'attached-content', attachment: origin.attachment };
  const { uri, lines } = origin;
  return { kind: 'attached-file', contextId, uri: uri.toString(), ...(lines === undefined ? {} : { lines }) };
}

/** Makes what was remembered known again. What is nothing of the kind is passed over. */
export function restoreOrigin(saved: unknown, files: ContextFiles): void {
  const parsed = originSchema.safeParse(saved);
  if (!parsed.success) return;
  const { data } = parsed;
  const id = data.kind === 'attached-file' ? data.contextId : data.attachment.item.id;
  const origin: Origin =
    data.kind === 'attached-file'
      ? { kind: 'file', uri: vscode.Uri.parse(data.uri), lines: data.lines }
      : { kind: 'memory', attachment: asAttachment(data.attachment) };
  files.restore(id, origin);
}

/** The attachments of a draft for the disk: their content, and where it is from. */
export function savedAttachments(attachments: readonly Attachment[], files: ContextFiles): unknown {
  if (attachments.length === 0) return undefined;
  return attachments.map((attachment) => ({ attachment, origin: savedOrigin(attachment.item.id, files) }));
}

/** The attachments of a draft again. What is none is passed over. */
export function restoreAttachments(saved: unknown, files: ContextFiles): readonly Attachment[] {
  if (!Array.isArray(saved)) return [];
  return saved.flatMap((each: unknown) => {
    const parsed = z.object({ attachment: attachmentSchema, origin: z.unknown() }).safeParse(each);
    if (!parsed.success) return [];
    restoreOrigin(parsed.data.origin, files);
    return [asAttachment(parsed.data.attachment)];
  });
}

function asAttachment(saved: z.infer<typeof attachmentSchema>): Attachment {
  // Attachments are plain JSON, and the checksum of the line says that it is what was written.
  return saved as unknown as Attachment;
}
