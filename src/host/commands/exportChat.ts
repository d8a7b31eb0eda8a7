import type { Chat } from '../chat.ts';
import type { HistoryFiles } from '../historyFiles.ts';
import type { Command } from './command.ts';

/** Writes the conversation that is shown to a file the person chooses. */
export function exportChat(chat: Chat, historyFiles: HistoryFiles): Command {
  return {
    id: 'cometapi.exportChat',
    async run() {
      await chat.opened();
      await historyFiles.exportChat();
    },
  };
}
