import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ProposedHunk } from '../../protocol/proposedEdit.ts';
import { fillIn } from '../../protocol/strings.ts';
import { Icon } from '../icons.tsx';
import { formatNumber, strings } from '../texts.ts';
import { post } from '../vscodeApi.ts';
import { IconButton } from './toolbar.tsx';

const linesAtFirst = 40;

interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly number: number;
  readonly text: string;
}

/** One change: why it is made, its lines, and Keep and Undo while it is pending. */
export function EditHunk(props: {
  readonly turnId: string;
  readonly hunk: ProposedHunk;
  /** False while the edit is written and once it is settled. */
  readonly undecided: boolean;
}): JSX.Element {
  const { turnId, hunk, undecided } = props;
  const element = useRef<HTMLFieldSetElement>(null);
  const hadFocus = useRef(false);
  const act = (action: 'keep' | 'undo' | 'show' | 'rerun'): void => {
    post({ type: 'edit', turnId, hunkId: hunk.id, action });
  };
  // When the buttons go, the focus that was on one of them stays with the change.
  useLayoutEffect(() => {
    if (hadFocus.current && hunk.status !== 'pending') element.current?.focus();
  }, [hunk.status]);
  const isOpen = hunk.status === 'pending' || hunk.status === 'stale';
  const canUndo = isOpen && undecided;
  return (
    <fieldset
      ref={element}
      class="hunk"
      tabIndex={-1}
      aria-label={fillIn(strings.change, hunk.why)}
      onFocusIn={() => {
        hadFocus.current = true;
      }}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget !== null) hadFocus.current = false;
      }}
    >
      <div class="why">
        <span class="grow">{withCode(hunk.why)}</span>
        <Outcome status={hunk.status} />
        {hunk.status === 'stale' && (
          <IconButton icon="refresh" label={strings.rerunChange} onClick={() => act('rerun')} />
        )}
        {canUndo && <IconButton icon="goToFile" label={strings.showChange} onClick={() => act('show')} />}
        {canUndo && hunk.status === 'pending' && (
          <IconButton icon="check" label={strings.keepChange} onClick={() => act('keep')} />
        )}
        {canUndo && <IconButton icon="discard" label={strings.undoChange} onClick={() => act('undo')} />}
      </div>
      {hunk.status === 'stale' && <p class="cnote">{strings.changeStale}</p>}
      {isOpen && <Diff hunk={hunk} />}
    </fieldset>
  );
}

/** A line of text whose quoted code looks like code. An odd backtick is a character like any other. */
function withCode(text: string): (string | JSX.Element)[] {
  const parts = text.split(/`([^`]+)`/);
  return parts.map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      <code class="in" key={at}>
        {part}
      </code>
    ),
  );
}

function Outcome({ status }: { readonly status: ProposedHunk['status'] }): JSX.Element | null {
  switch (status) {
    case 'pending':
      return null;
    case 'stale':
      return (
        <span class="tag">
          <Icon name="warning" class="warn" />
          {strings.conflict}
        </span>
      );
    case 'kept':
      return (
        <span class="tag">
          <Icon name="check" class="ok" />
          {strings.changeKept}
        </span>
      );
    case 'undone':
      return (
        <span class="tag">
          <Icon name="discard" />
          {strings.changeUndone}
        </span>
      );
  }
}

function linesOf({ line, removed, added, before, after }: ProposedHunk): readonly DiffLine[] {
  return [
    ...(before === undefined ? [] : [{ kind: 'same', number: line - 1, text: before } as const]),
    ...removed.map((text, index) => ({ kind: 'removed', number: line + index, text }) as const),
    ...added.map((text, index) => ({ kind: 'added', number: line + index, text }) as const),
    ...(after === undefined ? [] : [{ kind: 'same', number: line + added.length, text: after } as const]),
  ];
}

const lineClasses = { same: 'dl', removed: 'dl d', added: 'dl a' } as const;
const signs = { same: ' ', removed: '−', added: '+' } as const;

function Diff({ hunk }: { readonly hunk: ProposedHunk }): JSX.Element {
  const [all, setAll] = useState(false);
  const lines = linesOf(hunk);
  const hidden = all ? 0 : Math.max(0, lines.length - linesAtFirst);
  return (
    <>
      <section
        class="diff"
        aria-label={strings.changedLines}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
        tabIndex={0}
      >
        <div>
          {lines.slice(0, lines.length - hidden).map(({ kind, number, text }, index) => (
            <div class={lineClasses[kind]} key={index}>
              <i>{number}</i>
              <span class="sign">{signs[kind]}</span>
              <span>{text}</span>
            </div>
          ))}
        </div>
      </section>
      {hidden > 0 && (
        <button type="button" class="link more" onClick={() => setAll(true)}>
          {fillIn(strings.showMoreLines, formatNumber(hidden))}
        </button>
      )}
    </>
  );
}
