import type { HistoryEntry } from '../protocol/historyPage.ts';

export interface HistoryGroup {
  readonly label: string;
  readonly entries: readonly HistoryEntry[];
}

/** The words of the groups that are not months. */
export interface GroupTexts {
  readonly pinned: string;
  readonly today: string;
  readonly yesterday: string;
  readonly lastSevenDays: string;
  readonly month: (at: number) => string;
}

/** Entries under headings: pinned ones, then by the calendar day of `now` (milliseconds), then by month. */
export function groupByDate(
  entries: readonly HistoryEntry[],
  now: number,
  texts: GroupTexts,
): readonly HistoryGroup[] {
  const groups = new Map<string, HistoryEntry[]>();
  for (const entry of entries) {
    const label = labelOf(entry, now, texts);
    const group = groups.get(label);
    if (group === undefined) groups.set(label, [entry]);
    else group.push(entry);
  }
  return [...groups].map(([label, grouped]) => ({ label, entries: grouped }));
}

function labelOf({ isPinned, updatedAt }: HistoryEntry, now: number, texts: GroupTexts): string {
  if (isPinned) return texts.pinned;
  if (updatedAt >= startOfDay(now, 0)) return texts.today;
  if (updatedAt >= startOfDay(now, 1)) return texts.yesterday;
  if (updatedAt >= startOfDay(now, 7)) return texts.lastSevenDays;
  return texts.month(updatedAt);
}

/** Midnight of a day before `now`, by the local calendar: days with a change of the clock have other lengths. */
function startOfDay(now: number, daysBefore: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - daysBefore).getTime();
}
