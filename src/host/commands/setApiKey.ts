import type { Chat } from '../chat.ts';
import type { Command } from './command.ts';

/** Asks for the key of the configured endpoint and checks it. */
export function setApiKey(chat: Chat): Command {
  return { id: 'cometapi.setApiKey', run: () => chat.setKey() };
}
