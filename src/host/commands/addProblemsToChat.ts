import type { Chat } from '../chat.ts';
import type { ChatView } from '../chatView.ts';
import type { ContextSearch } from '../contextSearch.ts';
import type { Command } from './command.ts';

/** Attaches the problems VS Code knows of to the next message. */
export function addProblemsToChat(chat: Chat, view: ChatView, contextSearch: ContextSearch): Command {
  return {
    id: 'cometapi.addProblemsToChat',
    async run() {
      chat.attach(await contextSearch.general('problems'));
      await view.focusComposer();
    },
  };
}
