import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { OptionRange, OptionValue, RequestOption } from '../../protocol/requestOption.ts';
import { choiceText } from '../optionTexts.ts';
import { strings } from '../texts.ts';
import { post } from '../vscodeApi.ts';

/** What an option's value is entered with. Every change is told to the host, which judges it. */
export function OptionControl(props: {
  readonly option: RequestOption;
  readonly label: string;
  readonly described: string;
}): JSX.Element {
  const { option } = props;
  switch (option.range.kind) {
    case 'choice':
      return (
        <ChoiceControl
          {...props}
          choices={option.range.choices.map((choice) => [choice, choiceText(choice)])}
        />
      );
    case 'boolean':
      return (
        <ChoiceControl
          {...props}
          choices={[
            ['true', strings.on],
            ['false', strings.off],
          ]}
        />
      );
    case 'number':
    case 'text':
    case 'json':
      return <TextControl {...props} />;
  }
}

interface ControlProps {
  readonly option: RequestOption;
  readonly label: string;
  readonly described: string;
}

/** Whether the choices stand side by side. */
export function isSegmented(range: OptionRange): boolean {
  return range.kind === 'boolean' || (range.kind === 'choice' && range.choices.length <= 3);
}

type Choices = readonly (readonly [string, string])[];

function ChoiceControl(props: ControlProps & { readonly choices: Choices }): JSX.Element {
  return isSegmented(props.option.range) ? <Segments {...props} /> : <Select {...props} />;
}

function Select({ option, described, choices }: ControlProps & { readonly choices: Choices }): JSX.Element {
  const value = option.value === undefined ? '' : String(option.value);
  return (
    <select
      id={option.name}
      class="field"
      aria-describedby={described}
      aria-invalid={option.isInvalid ?? false}
      value={value}
      onChange={({ currentTarget }) => choose(option, currentTarget.value)}
    >
      <option value="">{strings.notSet}</option>
      {option.isInvalid && <option value={value}>{value}</option>}
      {choices.map(([choice, text]) => (
        <option key={choice} value={choice}>
          {text}
        </option>
      ))}
    </select>
  );
}

function Segments({
  option,
  label,
  described,
  choices,
}: ControlProps & { readonly choices: Choices }): JSX.Element {
  return (
    <div class="segments" role="radiogroup" aria-label={label} aria-describedby={described}>
      {choices.map(([choice, text]) => (
        <label key={choice}>
          <input
            type="radio"
            name={option.name}
            value={choice}
            checked={String(option.value) === choice}
            onChange={() => choose(option, choice)}
          />
          <span>{text}</span>
        </label>
      ))}
    </div>
  );
}

function choose({ name, range }: RequestOption, choice: string): void {
  if (choice === '') post({ type: 'unset-parameter', name });
  else post({ type: 'set-parameter', name, value: range.kind === 'boolean' ? choice === 'true' : choice });
}

/** The text stays out of the component's state, so that an answer of the host does not disturb typing. */
function TextControl({ option, described }: ControlProps): JSX.Element {
  const { name, range, value } = option;
  const box = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const shown = value === undefined ? '' : String(value);
  useLayoutEffect(() => {
    if (box.current !== null && box.current !== document.activeElement) box.current.value = shown;
  }, [shown]);
  const attributes = {
    id: name,
    class: option.isInvalid ? 'field bad' : 'field',
    placeholder: strings.notSet,
    'aria-describedby': described,
    'aria-invalid': option.isInvalid ?? false,
    defaultValue: shown,
    maxLength: 20_000,
    spellcheck: false,
    dir: range.kind === 'text' ? 'auto' : 'ltr',
  } as const;
  const changed = (text: string) => {
    const trimmed = text.trim();
    if (trimmed === shown) return;
    if (trimmed === '') post({ type: 'unset-parameter', name });
    else post({ type: 'set-parameter', name, value: range.kind === 'number' ? asNumber(trimmed) : trimmed });
  };
  const isLong = range.kind === 'json' || (range.kind === 'text' && range.isLong === true);
  return isLong ? (
    <textarea
      ref={box}
      rows={2}
      {...attributes}
      onChange={({ currentTarget }) => changed(currentTarget.value)}
    />
  ) : (
    <input
      ref={box}
      inputMode={range.kind === 'number' ? 'decimal' : 'text'}
      {...attributes}
      onChange={({ currentTarget }) => changed(currentTarget.value)}
    />
  );
}

/** A number, also with a decimal comma; what is none stays as it was typed. */
function asNumber(text: string): OptionValue {
  const number = Number(text.replace(/^(-?\d+),(\d+)$/, '$1.$2'));
  return Number.isFinite(number) ? number : text;
}
