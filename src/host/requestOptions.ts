import * as vscode from 'vscode';
import { parseBaseUrl } from '../api/baseUrl.ts';
import { isAbout } from '../api/capabilities.ts';
import { parseJson } from '../api/json.ts';
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
import { type OptionValue, type RequestOption, rangeSentence } from '../protocol/requestOption.ts';
import type { FieldMemory } from './fieldMemory.ts';
import { Refusal } from './reportError.ts';
import { readSettings } from './settings.ts';
import { translatePanelStrings } from './strings.ts';

/**
 * What the person set of the requests of a conversation, over the defaults in the settings. A value that cannot
 * be sent is kept, so that it can be corrected, and nothing is sent until it is.
 */
export class RequestOptions implements vscode.Disposable {
  readonly #memory: FieldMemory;
  readonly #changed = new vscode.EventEmitter<void>();
  #own: ParameterValues = {};

  readonly onDidChange = this.#changed.event;

  constructor(memory: FieldMemory) {
    this.#memory = memory;
  }

  /** Sets a parameter for this conversation. JSON comes as the text that was typed. Unknown names do nothing. */
  set(name: string, input: OptionValue): void {
    if (!isParameterName(name)) return;
    const isJson = parameters[name].range.kind === 'json';
    const value = isJson && typeof input === 'string' ? (parseJson(input) ?? input) : input;
    this.#own = { ...this.#own, [name]: value };
    this.#changed.fire();
  }

  /** The parameter has its default again. */
  reset(name: string): void {
    if (!isParameterName(name)) return;
    const { [name]: _former, ...others } = this.#own;
    this.#own = others;
    this.#changed.fire();
  }

  /** A parameter the model in use refused is sent to it again. */
  tryAgain(name: string): void {
    const endpoint = endpointInUse();
    if (endpoint !== undefined && isParameterName(name)) this.#memory.forgetParameter(endpoint, name);
  }

  /** What the person set for this conversation. */
  get own(): ParameterValues {
    return this.#own;
  }

  /** Another conversation is shown, for which this was set. */
  show(own: ParameterValues): void {
    this.#own = own;
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
        ...(value === undefined ? {} : { value: asShown(value), source: this.#sourceOf(name) }),
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

  dispose(): void {
    this.#changed.dispose();
  }

  #sourceOf(name: ParameterName): 'conversation' | 'settings' {
    return this.#own[name] === undefined ? 'settings' : 'conversation';
  }
}

function endpointInUse(): Endpoint | undefined {
  const { baseUrl, model } = readSettings();
  const base = parseBaseUrl(baseUrl);
  return base.ok ? { baseUrl: base.url, model } : undefined;
}

function asShown(value: unknown): OptionValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : JSON.stringify(value);
}
