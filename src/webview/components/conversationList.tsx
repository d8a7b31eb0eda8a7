import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { HistoryEntry } from '../../protocol/historyPage.ts';
import { fillIn } from '../../protocol/strings.ts';
import { groupByDate } from '../historyGroups.ts';
import { closeHistory } from '../historyState.ts';
import { Icon } from '../icons.tsx';
import { formatMonth, formatNumber, strings } from '../texts.ts';
import { post } from '../vscodeApi.ts';
import { nextActive } from './modelPicker.tsx';
import { TitleInput } from './titleInput.tsx';
import { IconButton, Toolbar } from './toolbar.tsx';

/**
 * The conversations under their headings. One of them is active: Enter opens it, F2 renames it, Delete deletes it,
 * and the buttons beside it are for it. They lie over its row and not inside it, because an option of a list has no
 * buttons of its own.
 */
export function ConversationList({ entries }: { readonly entries: readonly HistoryEntry[] }): JSX.Element {
  const groups = useMemo(() => groupByDate(entries, Date.now(), groupTexts), [entries]);
  const ordered = groups.flatMap((group) => group.entries);
  const [activeId, setActiveId] = useState<string>();
  const [isRenaming, setRenaming] = useState(false);
  const [top, setTop] = useState(0);
  const listbox = useRef<HTMLDivElement>(null);
  const found = ordered.findIndex(({ conversationId }) => conversationId === activeId);
  const index = Math.max(0, found);
  const active = ordered[index];
  useLayoutEffect(() => {
    const row = listbox.current?.querySelector<HTMLElement>('.row.sel');
    setTop(row?.offsetTop ?? 0);
    if (found !== -1) row?.scrollIntoView({ block: 'nearest' });
  }, [active?.conversationId, ordered.length, groups]);

  const remove = (entry: HistoryEntry): void => {
    setActiveId((ordered[index + 1] ?? ordered[index - 1])?.conversationId);
    post({ type: 'delete-conversation', conversationId: entry.conversationId });
    listbox.current?.focus();
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    if (active === undefined) return;
    const next = nextActive(event.key, index, ordered.length);
    if (next !== undefined) setActiveId(ordered[next]?.conversationId);
    else if (event.key === 'Enter') open(active);
    else if (event.key === 'F2') setRenaming(true);
    else if (event.key === 'Delete') remove(active);
    else return;
    event.preventDefault();
  };
  const rename = (entry: HistoryEntry, title: string | undefined): void => {
    setRenaming(false);
    listbox.current?.focus();
    if (title !== undefined && title !== entry.title) {
      post({ type: 'rename-conversation', conversationId: entry.conversationId, title });
    }
  };
  return (
    <>
      <div
        ref={listbox}
        role="listbox"
        aria-label={strings.conversations}
        aria-activedescendant={active === undefined ? undefined : rowId(active)}
        aria-keyshortcuts="Enter F2 Delete"
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {groups.map(({ label, entries: grouped }) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options is no fieldset.
          <div key={label} role="group" aria-label={label}>
            <div class="grp" aria-hidden="true">
              {label}
            </div>
            {grouped.map((entry) => (
              <Row
                key={entry.conversationId}
                entry={entry}
                isActive={entry === active}
                onActivate={() => setActiveId(entry.conversationId)}
              />
            ))}
          </div>
        ))}
      </div>
      {active !== undefined && (
        <div class="over" style={{ top: `${top}px` }}>
          {isRenaming ? (
            <TitleInput title={active.title} onEnd={(title) => rename(active, title)} />
          ) : (
            <Actions entry={active} onRename={() => setRenaming(true)} onDelete={() => remove(active)} />
          )}
        </div>
      )}
    </>
  );
}

function open({ conversationId }: HistoryEntry): void {
  post({ type: 'show-conversation', conversationId });
  closeHistory();
}

function rowId({ conversationId }: HistoryEntry): string {
  return `conversation-${conversationId}`;
}

function Row(props: {
  readonly entry: HistoryEntry;
  readonly isActive: boolean;
  readonly onActivate: () => void;
}): JSX.Element {
  const { entry, isActive, onActivate } = props;
  return (
    // The keys are those of the list, which keeps the focus.
    // biome-ignore lint/a11y/useFocusableInteractive: see above.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
    <div
      id={rowId(entry)}
      class={isActive ? 'row two sel' : 'row two'}
      role="option"
      aria-selected={isActive}
      onPointerEnter={onActivate}
      onClick={() => open(entry)}
    >
      <State entry={entry} />
      <span class="grow">
        <span class="ell">{entry.title}</span>
        <span class="ell t2">
          <Fact entry={entry} />
        </span>
      </span>
    </div>
  );
}

function State({ entry }: { readonly entry: HistoryEntry }): JSX.Element {
  if (entry.state === 'running') return <Icon name="loading" class="s spin" />;
  if (entry.state === 'unread') return <Icon name="circleSmallFilled" class="s info" />;
  return entry.isPinned ? <Icon name="pinned" class="s muted" /> : <span class="i s" />;
}

/** The second line: what goes on, where the words were found, or what kind of conversation it is. */
function Fact({ entry }: { readonly entry: HistoryEntry }): JSX.Element {
  const { excerpt, state, model, questionCount, isShown } = entry;
  if (excerpt !== undefined) {
    return (
      <>
        {excerpt.before}
        <mark>{excerpt.match}</mark>
        {excerpt.after}
      </>
    );
  }
  const count =
    questionCount === 1 ? strings.oneQuestion : fillIn(strings.questions, formatNumber(questionCount));
  const news = state === 'running' ? strings.answering : state === 'unread' ? strings.newAnswer : undefined;
  const parts = [news, isShown ? strings.shownNow : undefined, model, count];
  return <>{parts.filter((part) => part !== undefined).join(' · ')}</>;
}

function Actions(props: {
  readonly entry: HistoryEntry;
  readonly onRename: () => void;
  readonly onDelete: () => void;
}): JSX.Element {
  const { conversationId, title, isPinned } = props.entry;
  return (
    <Toolbar label={fillIn(strings.conversationActions, title)}>
      <IconButton
        icon={isPinned ? 'pinned' : 'pin'}
        label={isPinned ? strings.unpin : strings.pin}
        onClick={() => post({ type: 'pin-conversation', conversationId, isPinned: !isPinned })}
      />
      <IconButton icon="edit" label={strings.rename} onClick={props.onRename} />
      <IconButton
        icon="export"
        label={strings.exportConversation}
        onClick={() => post({ type: 'export-conversation', conversationId })}
      />
      <IconButton icon="trash" label={strings.deleteConversation} onClick={props.onDelete} />
    </Toolbar>
  );
}

const groupTexts = {
  pinned: strings.pinnedConversations,
  today: strings.today,
  yesterday: strings.yesterday,
  lastSevenDays: strings.lastSevenDays,
  month: formatMonth,
};
