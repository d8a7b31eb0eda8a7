import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { fillIn } from '../../protocol/strings.ts';
import { draft } from '../draft.ts';
import { openHistory } from '../historyState.ts';
import { store } from '../store.ts';
import { strings } from '../texts.ts';
import { post } from '../vscodeApi.ts';
import { TitleInput } from './titleInput.tsx';
import { IconButton } from './toolbar.tsx';

/** The conversation's title, which can be changed in place, New chat and History. */
export function Header(): JSX.Element {
  const [renaming, setRenaming] = useState(false);
  const titleButton = useRef<HTMLButtonElement>(null);
  const title = store.title.value || strings.newChat;
  const wasRenaming = useRef(false);
  useEffect(() => {
    if (wasRenaming.current && !renaming) titleButton.current?.focus();
    wasRenaming.current = renaming;
  }, [renaming]);
  return (
    <header class="head">
      {renaming ? (
        <TitleInput
          title={store.title.value}
          onEnd={(changed) => {
            if (changed !== undefined && changed !== store.title.value)
              post({ type: 'rename', title: changed });
            setRenaming(false);
          }}
        />
      ) : (
        <button
          ref={titleButton}
          type="button"
          class="title"
          aria-label={fillIn(strings.renameConversation, title)}
          aria-keyshortcuts="F2"
          title={title}
          onClick={() => setRenaming(true)}
          onKeyDown={({ key }) => {
            if (key === 'F2') setRenaming(true);
          }}
        >
          <span class="ell">{title}</span>
        </button>
      )}
      <span class="grow" />
      <IconButton
        icon="add"
        label={strings.newChat}
        onClick={() => {
          draft.flush();
          post({ type: 'new-chat' });
        }}
      />
      <IconButton
        icon="history"
        label={strings.history}
        onClick={(button) => {
          draft.flush();
          button.focus();
          openHistory();
        }}
      />
    </header>
  );
}
