import { rerunHunk } from '../rerunHunk.ts';
import type { Command } from './command.ts';
import type { EditParts } from './editCommand.ts';
import { locateHunk } from './locateHunk.ts';

/** Asks again for a hunk whose lines were changed: that of a thread, else the one around the caret. */
export function rerunEdit(parts: EditParts): Command {
  return {
    id: 'cometapi.rerunEdit',
    async run(thread) {
      const name = locateHunk(parts.review, thread);
      await parts.view.reveal();
      await rerunHunk(parts, name);
    },
  };
}
