import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type ContextMatch, type ContextMatchKind, isGeneral } from '../../protocol/contextMatch.ts';
import { Icon, type IconName } from '../icons.tsx';
import { mention } from '../mention.ts';
import { strings } from '../texts.ts';

export const mentionListId = 'mentions';

export function mentionOptionId(index: number): string {
  return `mention-${index}`;
}

/** What could be attached, above the message in which it is being named. The message keeps the focus. */
export function MentionList(props: { readonly onChoose: (match: ContextMatch) => void }): JSX.Element | null {
  const list = useRef<HTMLDivElement>(null);
  const open = mention.value;
  useLayoutEffect(() => {
    list.current?.querySelector('.sel')?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  if (open === undefined || open.matches.length === 0) return null;
  const { matches, active } = open;
  const row = (match: ContextMatch) => {
    const index = matches.indexOf(match);
    return (
      <button
        type="button"
        key={match.id}
        id={mentionOptionId(index)}
        class={index === active ? 'row sel' : 'row'}
        role="option"
        tabIndex={-1}
        aria-selected={index === active}
        // The press itself would take the focus out of the message.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => props.onChoose(match)}
      >
        <Icon name={icons[match.kind]} />
        <span class="name" dir="ltr">
          <Marked match={match} />
        </span>{' '}
        <span class="muted ell">{match.detail}</span>
      </button>
    );
  };
  const general = matches.filter(({ kind }) => isGeneral(kind));
  return (
    <div ref={list} class="pop mentions list" id={mentionListId} role="listbox" aria-label={strings.context}>
      {matches.filter(({ kind }) => !isGeneral(kind)).map(row)}
      {general.length > 0 && (
        <div class="grp" aria-hidden="true">
          {strings.moreContext}
        </div>
      )}
      {general.map(row)}
    </div>
  );
}

function Marked({ match: { name, positions } }: { readonly match: ContextMatch }): JSX.Element {
  const marked = new Set(positions);
  if (marked.size === 0) return <>{name}</>;
  return (
    <>
      {Array.from({ length: name.length }, (_, index) =>
        marked.has(index) ? <mark key={index}>{name[index]}</mark> : name[index],
      )}
    </>
  );
}

const icons: Readonly<Record<ContextMatchKind, IconName>> = {
  file: 'fileCode',
  folder: 'folder',
  symbol: 'symbolMethod',
  selection: 'list',
  problems: 'error',
  changes: 'gitCommit',
  terminal: 'terminal',
};
