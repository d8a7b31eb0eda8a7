import type { EditReview } from '../review/editReview.ts';
import type { Command } from './command.ts';
import { locateHunk } from './locateHunk.ts';

/** Compares the edit of one hunk side by side: that of a thread, else the one around the caret. */
export function showEditDiff(review: EditReview): Command {
  return {
    id: 'cometapi.showEditDiff',
    run: (thread) => {
      const { editId, hunkId } = locateHunk(review, thread);
      return review.compare(editId, hunkId);
    },
  };
}
