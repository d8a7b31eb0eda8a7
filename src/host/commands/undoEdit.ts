import type { EditReview } from '../review/editReview.ts';
import type { Command } from './command.ts';
import { locateHunk } from './locateHunk.ts';

/** Drops one hunk: that of the thread the command was chosen in, else the one around the caret. */
export function undoEdit(review: EditReview): Command {
  return {
    id: 'cometapi.undoEdit',
    run: (thread) => {
      const { editId, hunkId } = locateHunk(review, thread);
      review.undo(editId, hunkId);
    },
  };
}
