import * as vscode from 'vscode';
import { parseBaseUrl } from '../api/baseUrl.ts';
import { isAbout } from '../api/capabilities.ts';
import { parseJson } from '../api/json.ts';
import { type OptionsProblem, readOptions, writeOptions } from '../api/optionsJson.ts';
import {
  excludedBy,
  isParameterName,
  missingFor,
  type Parameter,
  type ParameterName,
  type ParameterValues,
  parameterNames,
  parameters,
  validateParameter,
} from '../api/parameters.ts';
import type { Endpoint } from '../chat/refusedFields.ts';
import {
  type KnownOption,
  type OptionSheet,
  type OptionValue,
  type RequestOption,
  rangeSentence,
} from '../protocol/requestOption.ts';
import { BuiltInTools } from './builtInTools.ts';
import type { FieldMemory, KnownParameter } from './fieldMemory.ts';
import { deletePreset, presets, presetValues, problemOf, savePreset } from './presets.ts';
import { Refusal } from './reportError.ts';
import { readSettings, saveRequestDefaults } from './settings.ts';
import { translatePanelStrings } from './strings.ts';

/**
 * What the person set of the requests of a conversation, over the defaults in the settings. A value that cannot
 * be sent is kept, so that it can be corrected, and nothing is sent until it is.
 */
export class RequestOptions implements vscode.Disposable {
  readonly #memory: FieldMemory;
  readonly #changed = new vscode.EventEmitter<void>();
  /** Undefined stands for a default that is not sent. */
  #own: ParameterValues = {};
  #jsonProblems: OptionSheet['jsonProblems'] = [];

  /** The tools of the server that the conversation may use. */
  readonly tools: BuiltInTools;
  readonly onDidChange = this.#changed.event;

  constructor(memory: FieldMemory) {
    this.#memory = memory;
    this.tools = new BuiltInTools(memory, () => this.#changed.fire());
  }

  /** Sets a parameter for this conversation. JSON comes as the text that was typed. Unknown names do nothing. */
  set(name: string, input: OptionValue): void {
    if (!isParameterName(name)) return;
    const isJson = parameters[name].range.kind === 'json';
    const value = isJson && typeof input === 'string' ? (parseJson(input) ?? input) : input;
    this.#replace({ ...this.#own, [name]: value });
  }

  /** The parameter has its default again. */
  reset(name: string): void {
    if (!isParameterName(name)) return;
    const { [name]: _former, ...others } = this.#own;
    this.#replace(others);
  }

  /** The parameter is not sent in this conversation, whatever the settings say. */
  unset(name: string): void {
    if (!isParameterName(name)) return;
    if (readSettings().requestDefaults[name] === undefined) this.reset(name);
    else this.#replace({ ...this.#own, [name]: undefined });
  }

  /** What this conversation does with a parameter becomes the default, a default it does not send is removed. */
  async useAsDefault(name: string): Promise<void> {
    if (!isParameterName(name) || !Object.hasOwn(this.#own, name)) return;
    const { [name]: value } = this.#own;
    if (problemOf(name, value) !== undefined) return;
    const { [name]: _former, ...others } = readSettings().requestDefaults;
    await saveRequestDefaults(value === undefined ? others : { ...others, [name]: value });
    this.reset(name);
  }

  /** Replaces all that was set for this conversation by what a JSON text says, or tells what is wrong with it. */
  setJson(text: string): void {
    const read = readOptions(text);
    if (read.ok) {
      this.#replace(read.values);
    } else {
      this.#jsonProblems = read.problems.map((problem) => ({
        line: problem.line,
        text: sentenceOf(problem),
      }));
      this.#changed.fire();
    }
  }

  /** Keeps what was set for this conversation under a name. What cannot be sent is left out. */
  async savePreset(name: string): Promise<void> {
    const sendable = Object.entries(this.#own).filter(
      ([each, value]) => problemOf(each, value) === undefined,
    );
    await savePreset(name, Object.fromEntries(sendable));
  }

  /** Sets for this conversation what the preset holds and nothing else. */
  applyPreset(name: string): void {
    const values = presetValues(name);
    if (values !== undefined) this.#replace(values);
  }

  async deletePreset(name: string): Promise<void> {
    await deletePreset(name);
  }

  /** Forgets what replies told about one parameter of one model, or about all behind the base URL. */
  forgetKnown(only?: { readonly model: string; readonly name: string }): void {
    const endpoint = endpointInUse();
    if (endpoint !== undefined) this.#memory.forgetKnown(endpoint.baseUrl, only);
  }

  /** A parameter the model in use refused is sent to it again. */
  tryAgain(name: string): void {
    const endpoint = endpointInUse();
    if (endpoint !== undefined && isParameterName(name)) this.#memory.forgetParameter(endpoint, name);
  }

  /** What the person set for this conversation, to be kept as JSON; null stands for a default not sent. */
  get own(): ParameterValues {
    return mapped(this.#own, (value) => value ?? null);
  }

  /** Another conversation is shown, for which this was set. */
  show(own: ParameterValues): void {
    this.#own = mapped(own, (value) => value ?? undefined);
    this.#jsonProblems = [];
    this.tools.clear();
  }

  /** A value as it was set here or in the settings, unchecked. */
  value(name: ParameterName): unknown {
    return { ...readSettings().requestDefaults, ...this.#own }[name];
  }

  /** The values to send. Throws a Refusal that names the first one that cannot be sent. */
  values(): ParameterValues {
    const { requestDefaults } = readSettings();
    const unknown = Object.keys(requestDefaults).find((name) => !isParameterName(name));
    if (unknown !== undefined) {
      throw new Refusal(
        vscode.l10n.t(
          'The setting cometapi.requestDefaults names “{0}”, which is no request option.',
          unknown,
        ),
      );
    }
    const values: ParameterValues = { ...requestDefaults, ...this.#own };
    for (const name of parameterNames) {
      if (values[name] === undefined || validateParameter(name, values[name]) === undefined) continue;
      const texts = translatePanelStrings();
      const { label } = texts.options[name];
      const sentence = rangeSentence(parameters[name].range, texts);
      throw new Refusal(vscode.l10n.t('{0} cannot be sent like this. {1}', label, sentence));
    }
    return values;
  }

  /** Every option as the panel shows it. */
  shown(): readonly RequestOption[] {
    const { requestDefaults } = readSettings();
    const values: ParameterValues = { ...requestDefaults, ...this.#own };
    const endpoint = endpointInUse();
    const refusals = endpoint === undefined ? [] : this.#memory.capabilities(endpoint).refusals();
    return parameterNames.map((name): RequestOption => {
      const { group, range, default: usual }: Parameter = parameters[name];
      const value = values[name];
      const refusal = refusals.findLast((each) => value !== undefined && isAbout(each, name, value));
      const conflicts = value === undefined ? [] : excludedBy(values, name);
      const missing = value === undefined ? undefined : missingFor(values, name);
      const refusedChoices =
        range.kind !== 'choice'
          ? []
          : range.choices.filter((choice) => refusals.some((each) => isAbout(each, name, choice)));
      return {
        name,
        group,
        range,
        ...(usual === undefined ? {} : { default: usual }),
        ...(value === undefined ? {} : { value: asShown(value) }),
        ...this.#sourceOf(name, value),
        ...(value === undefined || validateParameter(name, value) === undefined ? {} : { isInvalid: true }),
        ...(conflicts.length === 0 ? {} : { conflicts }),
        ...(missing === undefined ? {} : { needs: missing.member }),
        ...(refusedChoices.length === 0 ? {} : { refusedChoices }),
        ...(refusal === undefined
          ? {}
          : { refused: refusal.instead === undefined ? {} : { instead: asShown(refusal.instead) } }),
      };
    });
  }

  /** What the panel shows besides the options. */
  sheet(): OptionSheet {
    const endpoint = endpointInUse();
    const known = endpoint === undefined ? [] : this.#memory.known(endpoint.baseUrl);
    const isFirst = ({ model }: KnownOption) => (model === endpoint?.model ? 0 : 1);
    return {
      presets: presets(),
      json: writeOptions(this.#own),
      jsonProblems: this.#jsonProblems,
      known: known.map(asKnown).toSorted((a, b) => isFirst(a) - isFirst(b) || a.model.localeCompare(b.model)),
    };
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** Whose value it is, and whether it is a default that is not sent. */
  #sourceOf(name: ParameterName, value: unknown): Pick<RequestOption, 'source' | 'isUnset'> {
    if (value !== undefined) return { source: Object.hasOwn(this.#own, name) ? 'conversation' : 'settings' };
    return Object.hasOwn(this.#own, name) ? { source: 'conversation', isUnset: true } : {};
  }

  #replace(own: ParameterValues): void {
    this.#own = own;
    this.#jsonProblems = [];
    this.#changed.fire();
  }
}

function sentenceOf(problem: OptionsProblem): string {
  switch (problem.code) {
    case 'json':
      return vscode.l10n.t('This is not a JSON object.');
    case 'unknown':
      return vscode.l10n.t('“{0}” is no request option.', problem.name);
    case 'range': {
      const texts = translatePanelStrings();
      return `${problem.name}: ${rangeSentence(problem.range, texts)}`;
    }
  }
}

function mapped(values: ParameterValues, change: (value: unknown) => unknown): ParameterValues {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}

function endpointInUse(): Endpoint | undefined {
  const { baseUrl, model } = readSettings();
  const base = parseBaseUrl(baseUrl);
  return base.ok ? { baseUrl: base.url, model } : undefined;
}

function asKnown(known: KnownParameter): KnownOption {
  const { model, name, state, at } = known;
  if (state !== 'refused') return { model, name, state, at };
  const { value, instead, member = value } = known;
  return {
    ...{ model, name, state, at },
    ...(member === undefined ? {} : { value: String(asShown(member)) }),
    ...(instead === undefined ? {} : { instead: String(asShown(instead)) }),
  };
}

function asShown(value: unknown): OptionValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : JSON.stringify(value);
}
