import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { handleCodeActions } from '../codeActions.ts';
import { Icon } from '../icons.tsx';
import { type Following, followEnd } from '../scrolling.ts';
import { handleSourceLinks } from '../sourceLinks.ts';
import { store } from '../store.ts';
import { strings } from '../texts.ts';
import { TurnView } from './turn.tsx';
import { Welcome } from './welcome.tsx';

/** The conversation. It scrolls by itself, follows its end, and never speaks by itself. */
export function Transcript(): JSX.Element {
  const viewport = useRef<HTMLDivElement>(null);
  const column = useRef<HTMLDivElement>(null);
  const following = useSignal<Following | undefined>(undefined);
  const showJump = useComputed(() => following.value?.missedNews.value ?? false);
  const conversationId = store.conversationId.value;
  const ids = store.shown.value;
  const from = useDrawnFrom(conversationId, ids.length);
  useLayoutEffect(() => {
    if (viewport.current === null || column.current === null) return undefined;
    const created = followEnd(viewport.current, column.current);
    following.value = created;
    handleCodeActions(column.current);
    handleSourceLinks(column.current);
    return created.dispose;
  }, []);
  useLayoutEffect(() => following.value?.jumpToLatest(), [conversationId]);
  const firstAnswer = ids.find((id) => store.latest(id)?.kind === 'assistant');
  return (
    <main class="transcript">
      <div
        ref={viewport}
        class="log"
        role="log"
        aria-label={strings.conversation}
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
        tabIndex={0}
      >
        <div ref={column} class={ids.length === 0 ? 'col empty' : 'col'}>
          {ids.length === 0 && <Welcome />}
          {ids.slice(from).map((id) => (
            <TurnView key={`${conversationId} ${id}`} id={id} isFirstAnswer={id === firstAnswer} />
          ))}
        </div>
      </div>
      {showJump.value && (
        <button type="button" class="jump" onClick={() => following.value?.jumpToLatest()}>
          <Icon name="arrowDown" class="s" />
          {strings.jumpToLatest}
        </button>
      )}
    </main>
  );
}

const turnsAtFirst = 40;
const turnsWhenIdle = 60;

/** The first turn to draw: the newest ones at once, the earlier ones bit by bit when the browser is idle. */
function useDrawnFrom(conversationId: string, count: number): number {
  const [drawn, setDrawn] = useState({ conversationId: '', from: 0 });
  const isSame = drawn.conversationId === conversationId;
  const start = Math.max(0, count - turnsAtFirst);
  const from = isSame ? drawn.from : start;
  useEffect(() => {
    if (!isSame) setDrawn({ conversationId, from });
    if (from === 0) return undefined;
    const idle = requestIdleCallback(() =>
      setDrawn({ conversationId, from: Math.max(0, from - turnsWhenIdle) }),
    );
    return () => cancelIdleCallback(idle);
  }, [conversationId, from]);
  return from;
}
