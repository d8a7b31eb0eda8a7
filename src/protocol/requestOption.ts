import { fillIn, type PanelTexts } from './strings.ts';

/** One parameter of the request as the panel shows it. `name` is its key in the panel's texts. */
export interface RequestOption {
  readonly name: string;
  readonly group: OptionGroup;
  readonly range: OptionRange;
  /** What the API takes when it is not sent; absent where each model has its own. */
  readonly default?: OptionValue;
  /** There is a default in the settings that this conversation does not send. */
  readonly isUnset?: true;
  /** What the person set, even where it cannot be sent. JSON as text. */
  readonly value?: OptionValue;
  /** Whether `value` belongs to this conversation or to the user's settings. */
  readonly source?: 'conversation' | 'settings';
  /** `value` lies outside the range. */
  readonly isInvalid?: true;
  /** Options that are set too, although they do not go together with this one. */
  readonly conflicts?: readonly string[];
  /** What has to be included, too, for the value to have an effect. */
  readonly needs?: string;
  /** The model in use is known to refuse `value`; what it is sent in its place, if anything. */
  readonly refused?: { readonly instead?: OptionValue };
  /** Choices the model in use is known to refuse. */
  readonly refusedChoices?: readonly string[];
}

/** What the page of the request options shows besides the options. */
export interface OptionSheet {
  readonly presets: readonly OptionPreset[];
  /** The options of this conversation in the form of the request. */
  readonly json: string;
  /** What is wrong with the JSON text that was last entered; its line, from 1, and a sentence. */
  readonly jsonProblems: readonly { readonly line: number; readonly text: string }[];
  /** What is known from replies of the models behind this base URL, the one in use first. */
  readonly known: readonly KnownOption[];
}

/** A saved set of options. `problems` says what of it cannot be set. */
export interface OptionPreset {
  readonly name: string;
  readonly problems: readonly string[];
}

/** What the last reply told about one option of one model. */
export interface KnownOption {
  readonly model: string;
  readonly name: string;
  /** `ignored`: it was answered, but the response named another value. */
  readonly state: 'accepted' | 'refused' | 'ignored';
  /** Only this value, or this member of a list, was refused. */
  readonly value?: string;
  /** What is sent instead. */
  readonly instead?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export type OptionValue = string | number | boolean;

export type OptionGroup = 'reasoning' | 'sampling' | 'tools' | 'cost' | 'other';

export type OptionRange =
  | { readonly kind: 'number'; readonly min: number; readonly max?: number; readonly isWhole: boolean }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'text'; readonly maxLength: number; readonly isLong?: true }
  | { readonly kind: 'json'; readonly shape: JsonShape };

type JsonShape = Exclude<
  keyof PanelTexts['optionProblems'],
  'number' | 'whole' | 'wholeFrom' | 'choice' | 'boolean' | 'text'
>;

/** What to enter instead of a value outside the range. */
export function rangeSentence(range: OptionRange, { optionProblems: texts }: PanelTexts): string {
  switch (range.kind) {
    case 'number':
      if (range.max === undefined) return fillIn(texts.wholeFrom, range.min);
      return fillIn(range.isWhole ? texts.whole : texts.number, range.min, range.max);
    case 'choice':
      return fillIn(texts.choice, range.choices.join(', '));
    case 'boolean':
      return texts.boolean;
    case 'text':
      return fillIn(texts.text, range.maxLength);
    case 'json':
      return texts[range.shape];
  }
}

/** What replies told about an option. */
export function knownSentence(
  { state, value, instead }: KnownOption,
  { strings }: Pick<PanelTexts, 'strings'>,
): string {
  switch (state) {
    case 'accepted':
      return strings.knownAccepted;
    case 'ignored':
      return strings.knownIgnored;
    case 'refused':
      if (value === undefined) return strings.knownRefused;
      return instead === undefined
        ? fillIn(strings.knownRefusedValue, value)
        : fillIn(strings.knownReplaced, value, instead);
  }
}
