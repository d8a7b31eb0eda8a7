import * as vscode from 'vscode';
import type { Capabilities } from '../api/capabilities.ts';
import type { ParameterRefusal } from '../api/parameterRefusal.ts';
import { isParameterName, type ParameterName } from '../api/parameters.ts';
import {
  type Endpoint,
  type OptionalField,
  optionalFields,
  type RefusedFields,
} from '../chat/refusedFields.ts';

const memoryName = 'cometapi.refusedFields';
const maxEntries = 200;
/** Gateways change: after this time a field is tried again. */
const keptForMs = 30 * 24 * 60 * 60 * 1000;

interface Entry extends Endpoint {
  readonly field: OptionalField | ParameterName;
  /** Only for a parameter of which other values may be taken. */
  readonly value?: unknown;
  /** Only for a parameter: what is sent in place of the value. */
  readonly instead?: unknown;
  /** Only for a list: the member of it. */
  readonly member?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The refused fields and parameters of all endpoints, kept for a month over windows. */
export class FieldMemory implements RefusedFields {
  readonly #memento: vscode.Memento;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();

  readonly onDidChange = this.#changed.event;

  constructor(memento: vscode.Memento, log: vscode.LogOutputChannel) {
    this.#memento = memento;
    this.#log = log;
  }

  has(endpoint: Endpoint, field: OptionalField): boolean {
    return this.#entries().some((entry) => isAbout(entry, endpoint) && entry.field === field);
  }

  add({ baseUrl, model }: Endpoint, field: OptionalField): void {
    this.#add({ baseUrl, model, field, at: Date.now() });
  }

  /** What is known of the parameters an endpoint takes. */
  capabilities({ baseUrl, model }: Endpoint): Capabilities {
    return {
      refusals: () => this.#refusals({ baseUrl, model }),
      remember: ({ name, ...values }) =>
        this.#add({ baseUrl, model, field: name, ...values, at: Date.now() }),
    };
  }

  /** The conversation's fields are tried again at this endpoint. */
  forget(endpoint: Endpoint): void {
    const fields: readonly string[] = optionalFields;
    this.#keep((entry) => !isAbout(entry, endpoint) || !fields.includes(entry.field));
  }

  /** A parameter is tried again at this endpoint. */
  forgetParameter(endpoint: Endpoint, name: ParameterName): void {
    this.#keep((entry) => !isAbout(entry, endpoint) || entry.field !== name);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #refusals(endpoint: Endpoint): readonly ParameterRefusal[] {
    return this.#entries().flatMap(({ baseUrl, model, at: _at, field: name, ...refused }) =>
      isParameterName(name) && isAbout({ baseUrl, model }, endpoint) ? [{ name, ...refused }] : [],
    );
  }

  #add(entry: Entry): void {
    const { baseUrl, model, field, instead, member } = entry;
    const result = instead === undefined ? 'left out' : 'replaced';
    const what = member === undefined ? field : `${field} ${member}`;
    this.#log.info(`${baseUrl} does not take ${what} for ${model}; it is ${result} from now on`);
    this.#save([...this.#entries(), entry].slice(-maxEntries));
  }

  #keep(isKept: (entry: Entry) => boolean): void {
    const entries = this.#entries();
    const kept = entries.filter(isKept);
    if (kept.length < entries.length) this.#save(kept);
  }

  #entries(): readonly Entry[] {
    const since = Date.now() - keptForMs;
    return this.#memento.get<readonly Entry[]>(memoryName, []).filter(({ at }) => at > since);
  }

  #save(entries: readonly Entry[]): void {
    void this.#memento.update(memoryName, entries);
    this.#changed.fire();
  }
}

function isAbout(entry: Endpoint, { baseUrl, model }: Endpoint): boolean {
  return entry.baseUrl === baseUrl && entry.model === model;
}
