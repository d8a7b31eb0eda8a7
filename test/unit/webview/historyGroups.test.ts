import assert from 'node:assert/strict';
import type { HistoryEntry } from '../../../src/protocol/historyPage.ts';
import { groupByDate } from '../../../src/webview/historyGroups.ts';

const texts = {
  pinned: 'Pinned',
  today: 'Today',
  yesterday: 'Yesterday',
  lastSevenDays: 'Last 7 days',
  month: (at: number) => `${new Date(at).getFullYear()}-${new Date(at).getMonth() + 1}`,
};

describe('the groups of the history', () => {
  it('M-H1 go by the calendar and not by hours, with pinned conversations in front', () => {
    const entry = (conversationId: string, updatedAt: Date, isPinned = false): HistoryEntry => ({
      conversationId,
      title: conversationId,
      isPinned,
      updatedAt: updatedAt.getTime(),
      questionCount: 1,
      state: 'idle',
      isShown: false,
    });
    const now = new Date(2026, 10, 22, 0, 30).getTime();
    const groups = groupByDate(
      [
        entry('old but pinned', new Date(2020, 1, 1), true),
        entry('at midnight', new Date(2026, 10, 22, 0, 0)),
        entry('an hour ago', new Date(2026, 10, 21, 23, 30)),
        entry('six days ago', new Date(2026, 10, 16, 8)),
        entry('this month', new Date(2026, 10, 2)),
        entry('last month', new Date(2026, 9, 31)),
      ],
      now,
      texts,
    );
    assert.deepEqual(
      groups.map(({ label, entries }) => [label, ...entries.map(({ title }) => title)]),
      [
        ['Pinned', 'old but pinned'],
        ['Today', 'at midnight'],
        ['Yesterday', 'an hour ago'],
        ['Last 7 days', 'six days ago'],
        ['2026-11', 'this month'],
        ['2026-10', 'last month'],
      ],
    );
  });
});
