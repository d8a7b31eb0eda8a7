/** What the panel shows of the conversations on this machine. Replaces the former page as a whole. */
export interface HistoryPage {
  /** What was searched for; empty for the whole list. */
  readonly query: string;
  readonly scope: HistoryScope;
  /** Last used first. At most `maxHistoryEntries`. */
  readonly entries: readonly HistoryEntry[];
  /** How many there are, shown here or not. */
  readonly total: number;
  /** What all conversations take on disk, and in which folder, for people. */
  readonly bytes: number;
  readonly folder: string;
  /** The conversation that was deleted last, as long as it can come back. */
  readonly deleted?: { readonly conversationId: string; readonly title: string };
}

/** The conversations that were begun in this workspace, or all of them. */
export type HistoryScope = 'workspace' | 'all';

export interface HistoryEntry {
  readonly conversationId: string;
  readonly title: string;
  readonly isPinned: boolean;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
  readonly model?: string;
  readonly questionCount: number;
  /** `unread`: an answer came while another conversation was shown. */
  readonly state: 'idle' | 'running' | 'unread';
  readonly isShown: boolean;
  /** Where the first word of the query stands. */
  readonly excerpt?: { readonly before: string; readonly match: string; readonly after: string };
}

export const maxHistoryEntries = 300;
