import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { HistoryPage, HistoryScope } from '../../protocol/historyPage.ts';
import { fillIn } from '../../protocol/strings.ts';
import { announcer } from '../announcements.ts';
import { closeHistory, historyPage, historyScope, listConversations } from '../historyState.ts';
import { Icon } from '../icons.tsx';
import { formatBytes, formatNumber, strings } from '../texts.ts';
import { post } from '../vscodeApi.ts';
import { ConversationList } from './conversationList.tsx';
import { IconButton } from './toolbar.tsx';

const typingPause = 120;

/** The page that stands in place of the conversation: all conversations, to be searched, opened and put in order. */
export function History(): JSX.Element {
  const page = historyPage.value;
  const [query, setQuery] = useState('');
  const search = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  // Before the next key can arrive.
  useLayoutEffect(() => search.current?.focus(), []);
  useEffect(() => {
    const timer = setTimeout(() => listConversations(query), query === '' ? 0 : typingPause);
    return () => clearTimeout(timer);
  }, [query, historyScope.value]);
  return (
    <main class="page" aria-label={strings.history}>
      <header class="head">
        <IconButton icon="chevronLeft" label={strings.back} onClick={() => closeHistory()} />
        <h2 class="ell">{strings.history}</h2>
        <span class="grow" />
        <IconButton
          icon="add"
          label={strings.newChat}
          onClick={() => {
            post({ type: 'new-chat' });
            closeHistory();
          }}
        />
      </header>
      <div class="find search-all">
        <div class="field grow">
          <Icon name="search" class="s" />
          <input
            ref={search}
            aria-label={strings.searchConversations}
            placeholder={strings.searchConversations}
            maxLength={1000}
            value={query}
            onInput={({ currentTarget }) => setQuery(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.isComposing || event.keyCode === 229 || event.key !== 'ArrowDown') return;
              event.preventDefault();
              list.current?.querySelector<HTMLElement>('[role=listbox]')?.focus();
            }}
          />
        </div>
        <Scope />
      </div>
      <div class="conversations" ref={list}>
        {page !== undefined && page.entries.length > 0 && <ConversationList entries={page.entries} />}
        {page !== undefined && page.entries.length === 0 && <p class="muted">{emptyText(page)}</p>}
        {page !== undefined && page.total > page.entries.length && (
          <p class="muted">
            {fillIn(strings.firstConversations, formatNumber(page.entries.length), formatNumber(page.total))}
          </p>
        )}
      </div>
      {page?.deleted !== undefined && <Deleted {...page.deleted} />}
      {page !== undefined && <Foot page={page} />}
    </main>
  );
}

function emptyText({ query, scope }: HistoryPage): string {
  if (query !== '') return fillIn(strings.nothingMatches, query);
  return scope === 'workspace' ? strings.noConversationsHere : strings.noConversations;
}

function Scope(): JSX.Element {
  const choices: readonly (readonly [HistoryScope, string])[] = [
    ['workspace', strings.thisWorkspace],
    ['all', strings.allWorkspaces],
  ];
  return (
    <fieldset class="segments" aria-label={strings.historyScope}>
      {choices.map(([scope, label]) => (
        <label key={scope}>
          <input
            type="radio"
            name="history-scope"
            checked={historyScope.value === scope}
            onChange={() => {
              historyScope.value = scope;
            }}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** For a few seconds after a conversation was deleted. */
function Deleted(props: { readonly conversationId: string; readonly title: string }): JSX.Element {
  const { conversationId, title } = props;
  const text = fillIn(strings.deletedConversation, title);
  useEffect(() => announcer.say(text), [text]);
  return (
    <div class="foot deleted">
      <span class="grow ell">{text}</span>
      <button type="button" class="link" onClick={() => post({ type: 'undo-delete', conversationId })}>
        {strings.undoDelete}
      </button>
    </div>
  );
}

function Foot({ page }: { readonly page: HistoryPage }): JSX.Element {
  const count =
    page.total === 1 ? strings.oneConversation : fillIn(strings.conversationCount, formatNumber(page.total));
  return (
    <footer class="foot">
      <span class="muted grow" title={page.folder}>
        {fillIn(strings.onThisMachine, count, formatBytes(page.bytes))}
      </span>
      <button
        type="button"
        class="link"
        title={page.folder}
        onClick={() => post({ type: 'show-history-folder' })}
      >
        {strings.showHistoryFolder}
      </button>
      <button type="button" class="link" onClick={() => post({ type: 'import-conversations' })}>
        {strings.importConversations}
      </button>
    </footer>
  );
}
