import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type FuzzyMatch, fuzzyMatch } from '../../protocol/fuzzyMatch.ts';
import type { ModelList } from '../../protocol/messages.ts';
import { fillIn } from '../../protocol/strings.ts';
import { Icon } from '../icons.tsx';
import { closeModelPicker } from '../modelPickerState.ts';
import { store } from '../store.ts';
import { formatDate, formatNumber, strings } from '../texts.ts';
import { post } from '../vscodeApi.ts';
import { IconButton } from './toolbar.tsx';

interface Choice {
  readonly id: string;
  readonly positions: readonly number[];
  /** Not in the list: the typed text itself. */
  readonly typed: boolean;
}

/** The popover above the composer in which a model is searched and chosen. */
export function ModelPicker(): JSX.Element {
  const { model, models } = store.panel.value;
  const [query, setQuery] = useState('');
  const ids = idsOf(models);
  const choices = useMemo(() => findChoices(ids, query.trim()), [ids, query]);
  const [active, setActive] = useState(Math.max(0, ids.indexOf(model)));
  const dialog = useRef<HTMLElement>(null);
  const input = useRef<HTMLInputElement>(null);
  // Before the next key can arrive.
  useLayoutEffect(() => input.current?.focus(), []);
  useLayoutEffect(() => {
    dialog.current?.querySelector('[role=option].sel')?.scrollIntoView({ block: 'nearest' });
  }, [active, choices]);

  const choose = (choice: Choice | undefined): void => {
    if (choice === undefined) return;
    post({ type: 'select-model', model: choice.id });
    closeModelPicker();
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLInputElement>): void => {
    if (event.isComposing || event.keyCode === 229) return;
    const next = nextActive(event.key, active, choices.length);
    if (next !== undefined) setActive(next);
    else if (event.key === 'Enter') choose(choices[active]);
    else return;
    event.preventDefault();
  };
  return (
    <section
      ref={dialog}
      class="pop"
      role="dialog"
      aria-label={strings.chooseModel}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget instanceof Node && !dialog.current?.contains(relatedTarget)) closeModelPicker();
      }}
    >
      <div class="search">
        <div class="field grow">
          <Icon name="search" class="s" />
          <input
            ref={input}
            role="combobox"
            aria-label={strings.searchModels}
            aria-expanded="true"
            aria-controls="models"
            aria-autocomplete="list"
            aria-activedescendant={choices[active] === undefined ? undefined : optionId(active)}
            placeholder={strings.searchModels}
            maxLength={200}
            value={query}
            onInput={({ currentTarget }) => {
              setQuery(currentTarget.value);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        <IconButton
          icon="refresh"
          label={strings.refreshModels}
          disabled={models.kind === 'loading'}
          onClick={() => post({ type: 'refresh-models' })}
        />
      </div>
      <div class="list" id="models" role="listbox" aria-label={strings.models}>
        {choices.map((choice, index) => (
          <button
            type="button"
            key={choice.typed ? ' typed' : choice.id}
            id={optionId(index)}
            class={index === active ? 'row sel' : 'row'}
            role="option"
            tabIndex={-1}
            aria-selected={choice.id === model}
            // The press itself would take the focus out of the search field and close the list.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(choice)}
          >
            {choice.id === model ? <Icon name="check" /> : <span class="i" />}
            <span class="grow ell" dir="ltr">
              {choice.typed ? fillIn(strings.useModelId, choice.id) : <Marked choice={choice} />}
            </span>
          </button>
        ))}
      </div>
      <div class="detail">{describe(models, ids.length, query)}</div>
    </section>
  );
}

function optionId(index: number): string {
  return `model-${index}`;
}

const noIds: readonly string[] = [];

function idsOf(models: ModelList): readonly string[] {
  return models.kind === 'ready' || models.kind === 'failed' ? models.ids : noIds;
}

function findChoices(ids: readonly string[], query: string): readonly Choice[] {
  if (query === '') return ids.map((id) => ({ id, positions: [], typed: false }));
  const matches = ids
    .map((id) => ({ id, match: fuzzyMatch(id, query) }))
    .filter((each): each is { id: string; match: FuzzyMatch } => each.match !== undefined)
    .sort((a, b) => a.match.cost - b.match.cost)
    .map(({ id, match }): Choice => ({ id, positions: match.positions, typed: false }));
  return ids.includes(query) ? matches : [...matches, { id: query, positions: [], typed: true }];
}

export function nextActive(key: string, active: number, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowDown':
      return (active + 1) % count;
    case 'ArrowUp':
      return (active - 1 + count) % count;
    case 'PageDown':
      return Math.min(active + 10, count - 1);
    case 'PageUp':
      return Math.max(active - 10, 0);
    default:
      return undefined;
  }
}

function Marked({ choice }: { readonly choice: Choice }): JSX.Element {
  const marked = new Set(choice.positions);
  if (marked.size === 0) return <>{choice.id}</>;
  return (
    <>
      {[...choice.id].map((character, index) =>
        marked.has(index) ? <mark key={index}>{character}</mark> : character,
      )}
    </>
  );
}

function describe(models: ModelList, count: number, query: string): string {
  switch (models.kind) {
    case 'unknown':
    case 'loading':
      return strings.loadingModels;
    case 'failed':
      return models.fetchedAt === undefined
        ? strings.modelsFailed
        : fillIn(strings.modelsFrom, formatDate(models.fetchedAt));
    case 'ready': {
      if (count === 0) return strings.noModels;
      const found = findChoices(models.ids, query.trim()).filter(({ typed }) => !typed).length;
      if (found === 0) return fillIn(strings.noModelMatches, query.trim());
      return fillIn(strings.modelCount, formatNumber(found), formatNumber(count));
    }
  }
}
