import { refineEdit as refine } from '../refineEdit.ts';
import type { Command } from './command.ts';
import type { EditParts } from './editCommand.ts';
import { locateHunk } from './locateHunk.ts';

/** Asks for another edit in place of the one a thread shows, in the words of its reply box. */
export function refineEdit(parts: EditParts): Command {
  return {
    id: 'cometapi.refineEdit',
    async run(reply) {
      if (!isReply(reply)) return;
      const { editId } = locateHunk(parts.review, reply.thread);
      await parts.view.reveal();
      await refine(parts, editId, reply.text);
    },
  };
}

/** What VS Code hands to a command of a reply box. */
function isReply(value: unknown): value is { readonly thread: unknown; readonly text: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'thread' in value &&
    'text' in value &&
    typeof value.text === 'string'
  );
}
