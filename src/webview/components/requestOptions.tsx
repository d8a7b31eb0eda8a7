import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type OptionGroup, type RequestOption, rangeSentence } from '../../protocol/requestOption.ts';
import { fillIn } from '../../protocol/strings.ts';
import { announcer } from '../announcements.ts';
import { Icon } from '../icons.tsx';
import { describeOption, optionText, valueText } from '../optionTexts.ts';
import { closeOptions, optionsAsJson } from '../requestOptionsState.ts';
import { store } from '../store.ts';
import { formatNumber, strings, texts } from '../texts.ts';
import { post } from '../vscodeApi.ts';
import { KnownOptions } from './knownOptions.tsx';
import { TextButton } from './notice.tsx';
import { isSegmented, OptionControl } from './optionControl.tsx';
import { OptionPresets } from './optionPresets.tsx';
import { OptionsJson } from './optionsJson.tsx';
import { IconButton } from './toolbar.tsx';

const groups: readonly OptionGroup[] = ['reasoning', 'sampling', 'tools', 'cost', 'other'];

/** The page that stands in place of the conversation: every parameter of the request, to be searched and set. */
export function RequestOptions(): JSX.Element {
  const options = store.panel.value.requestOptions;
  const [query, setQuery] = useState('');
  const [onlySet, setOnlySet] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  // Before the next key can arrive.
  useLayoutEffect(() => search.current?.focus(), []);
  const shown = options.filter(
    (option) => (!onlySet || option.source !== undefined) && matches(option, query),
  );
  return (
    <main class="page" aria-label={strings.requestOptions}>
      <header class="head">
        <IconButton icon="chevronLeft" label={strings.back} onClick={() => closeOptions()} />
        <h2 class="ell">{strings.requestOptions}</h2>
      </header>
      <div class="find">
        {optionsAsJson.value ? (
          <span class="grow" />
        ) : (
          <>
            <div class="field grow">
              <Icon name="search" class="s" />
              <input
                ref={search}
                aria-label={strings.searchOptions}
                placeholder={strings.searchOptions}
                maxLength={100}
                value={query}
                onInput={({ currentTarget }) => setQuery(currentTarget.value)}
              />
            </div>
            <button type="button" class="btn" aria-pressed={onlySet} onClick={() => setOnlySet(!onlySet)}>
              {strings.onlySet}
            </button>
          </>
        )}
        <button
          type="button"
          class="btn"
          aria-pressed={optionsAsJson.value}
          onClick={() => {
            optionsAsJson.value = !optionsAsJson.value;
          }}
        >
          {strings.asJson}
        </button>
      </div>
      {optionsAsJson.value ? (
        <OptionsJson />
      ) : (
        <div class="options">
          <OptionPresets canSave={options.some(({ source }) => source === 'conversation')} />
          {groups.map((group) => (
            <Group key={group} group={group} options={shown.filter((option) => option.group === group)} />
          ))}
          {shown.length === 0 && <p class="muted">{strings.noOptions}</p>}
          <KnownOptions />
        </div>
      )}
      <Foot options={options} />
    </main>
  );
}

function matches({ name }: RequestOption, query: string): boolean {
  const { label, help } = optionText(name);
  return `${name} ${label} ${help}`.toLowerCase().includes(query.trim().toLowerCase());
}

function Group(props: {
  readonly group: OptionGroup;
  readonly options: readonly RequestOption[];
}): JSX.Element | null {
  const { group, options } = props;
  if (options.length === 0) return null;
  return (
    <section aria-label={texts.optionGroups[group]}>
      <h3>{texts.optionGroups[group]}</h3>
      {options.map((option) => (
        <OptionRow key={option.name} option={option} />
      ))}
    </section>
  );
}

function OptionRow({ option }: { readonly option: RequestOption }): JSX.Element {
  const { name, source, range, isUnset, isInvalid } = option;
  const { label } = optionText(name);
  return (
    <div class={source === undefined ? 'opt' : 'opt set'}>
      <div class="lab">
        {/* A group of radio buttons has its name from `aria-label`. */}
        <label class="b ell" for={isSegmented(range) ? undefined : name}>
          {label}
        </label>
        {source === 'conversation' && (
          <IconButton
            icon="discard"
            label={fillIn(strings.resetOption, label)}
            onClick={() => post({ type: 'reset-parameter', name })}
          />
        )}
        {source === 'conversation' && !isInvalid && (
          <IconButton
            icon="pin"
            label={fillIn(isUnset ? strings.removeDefault : strings.useAsDefault, label)}
            onClick={() => post({ type: 'default-parameter', name })}
          />
        )}
        {source === 'settings' && (
          <IconButton
            icon="close"
            label={fillIn(strings.leaveOutDefault, label)}
            onClick={() => post({ type: 'unset-parameter', name })}
          />
        )}
      </div>
      <p id={`${name}-help`}>{describeOption(option)}</p>
      <div class="ctl">
        <OptionControl option={option} label={label} described={`${name}-help ${name}-problem`} />
      </div>
      <OptionMessages option={option} id={`${name}-problem`} />
    </div>
  );
}

/** What the person should know of the value: that it cannot be sent, is refused, or does not go with another. */
function OptionMessages({
  option,
  id,
}: {
  readonly option: RequestOption;
  readonly id: string;
}): JSX.Element {
  const { name, isInvalid = false, refused, conflicts = [], needs, isUnset } = option;
  const problem = isInvalid ? rangeSentence(option.range, texts) : '';
  useEffect(() => {
    if (problem !== '') announcer.say(problem);
  }, [problem]);
  const { model } = store.panel.value;
  return (
    <div class="msgs" id={id}>
      {isInvalid && (
        <div class="msg">
          <Icon name="error" class="err" />
          <span>{problem}</span>
        </div>
      )}
      {refused !== undefined && (
        <div class="msg">
          <Icon name="warning" class="warn" />
          <span class="grow">
            {refused.instead === undefined
              ? fillIn(strings.optionRefused, model)
              : fillIn(strings.optionReplaced, model, valueText(refused.instead))}
          </span>
          <button type="button" class="link" onClick={() => post({ type: 'retry-parameter', name })}>
            {strings.tryOptionAgain}
          </button>
        </div>
      )}
      {isUnset && (
        <div class="msg">
          <Icon name="info" class="info" />
          <span>{strings.defaultNotSent}</span>
        </div>
      )}
      {needs !== undefined && (
        <div class="msg">
          <Icon name="info" class="info" />
          <span>{fillIn(strings.optionNeeds, needs)}</span>
        </div>
      )}
      {conflicts.length > 0 && (
        <div class="msg">
          <Icon name="info" class="info" />
          <span>
            {fillIn(strings.optionConflict, conflicts.map((other) => optionText(other).label).join(', '))}
          </span>
        </div>
      )}
    </div>
  );
}

function Foot({ options }: { readonly options: readonly RequestOption[] }): JSX.Element {
  const own = options.filter(({ source }) => source === 'conversation');
  const invalid = options.filter(({ isInvalid }) => isInvalid).length;
  const parts = [fillIn(strings.optionsSet, formatNumber(own.length))];
  if (invalid > 0) parts.push(fillIn(strings.optionsInvalid, formatNumber(invalid)));
  return (
    <footer class="foot">
      <span class="grow">{parts.join(', ')}</span>
      {own.length > 0 && (
        <TextButton
          label={strings.resetAll}
          onClick={() => {
            for (const { name } of own) post({ type: 'reset-parameter', name });
          }}
        />
      )}
    </footer>
  );
}
