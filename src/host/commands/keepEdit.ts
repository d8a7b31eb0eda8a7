import type { EditReview } from '../review/editReview.ts';
import type { Command } from './command.ts';
import { locateHunk } from './locateHunk.ts';

/** Keeps one hunk: that of the thread the command was chosen in, else the one around the caret. */
export function keepEdit(review: EditReview): Command {
  return {
    id: 'cometapi.keepEdit',
    run: (thread) => {
      const { editId, hunkId } = locateHunk(review, thread);
      return review.keep(editId, hunkId);
    },
  };
}
