import type { Chat } from '../chat.ts';
import type { Command } from './command.ts';

/** Stops the running answer and keeps what arrived. */
export function stop(chat: Chat): Command {
  return { id: 'cometapi.stop', run: () => chat.stop() };
}
