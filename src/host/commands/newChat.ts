import type { Chat } from '../chat.ts';
import type { ChatView } from '../chatView.ts';
import type { Command } from './command.ts';

/** Starts an empty conversation. */
export function newChat(chat: Chat, view: ChatView): Command {
  return {
    id: 'cometapi.newChat',
    async run() {
      await chat.newChat();
      await view.focusComposer();
    },
  };
}
