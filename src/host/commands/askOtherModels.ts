import { askOtherModels as ask } from '../alternatives.ts';
import type { Chat } from '../chat.ts';
import type { EditReview } from '../review/editReview.ts';
import type { Command } from './command.ts';
import { locateHunk } from './locateHunk.ts';

/** Asks other models for the edit whose change the caret is in. */
export function askOtherModels(chat: Chat, review: EditReview): Command {
  return {
    id: 'cometapi.askOtherModels',
    async run(thread) {
      const { editId } = locateHunk(review, thread);
      const turn = [...chat.session.transcript.turns.values()].find(
        (each) => each.kind === 'assistant' && each.edit?.id === editId,
      );
      if (turn !== undefined) await ask(chat, turn.id);
    },
  };
}
