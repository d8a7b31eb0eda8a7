import { versionBeside } from '../../chat/editVersions.ts';
import type { Chat } from '../chat.ts';
import type { EditReview } from '../review/editReview.ts';
import type { Command } from './command.ts';
import { locateHunk } from './locateHunk.ts';

/** Shows the edit of the answer after the one whose change the caret is in, round the ends. */
export function nextAlternative(chat: Chat, review: EditReview): Command {
  return {
    id: 'cometapi.nextAlternative',
    run(thread) {
      const { transcript } = chat.session;
      const turnId = versionBeside(transcript, locateHunk(review, thread).editId, 1);
      if (turnId !== undefined) chat.session.selectVersion(turnId);
    },
  };
}
