import { signal } from '@preact/signals';
import type { HistoryPage, HistoryScope } from '../protocol/historyPage.ts';
import { rememberFocus, returnFocusTo } from './requestOptionsState.ts';
import { post } from './vscodeApi.ts';

/** Whether the page of the history stands in place of the conversation. */
export const historyOpen = signal(false);

/** What the host last said of the conversations; undefined until it has said something. */
export const historyPage = signal<HistoryPage | undefined>(undefined);

/** What the list shows the next time, too. */
export const historyScope = signal<HistoryScope>('workspace');

export function openHistory(): void {
  if (historyOpen.value) return;
  rememberFocus();
  historyOpen.value = true;
  listConversations('');
}

/** Leaves the page. When it has gone the focus is given back, or as `focus` does. */
export function closeHistory(focus?: () => void): void {
  if (!historyOpen.value) return;
  if (focus !== undefined) returnFocusTo(focus);
  historyOpen.value = false;
  historyPage.value = undefined;
  post({ type: 'close-history' });
}

/** Asks the host for the conversations that contain every word of the query. */
export function listConversations(query: string): void {
  post({ type: 'list-conversations', query, scope: historyScope.value });
}
