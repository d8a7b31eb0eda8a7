import * as vscode from 'vscode';
import type { Capabilities } from '../api/capabilities.ts';
import type { AnsweredParameter } from '../api/echo.ts';
import type { ParameterRefusal } from '../api/parameterRefusal.ts';
import { isParameterName, type ParameterName } from '../api/parameters.ts';
import {
  type Endpoint,
  type OptionalField,
  optionalFields,
  type RefusedFields,
} from '../chat/refusedFields.ts';

const memoryName = 'cometapi.refusedFields';
const answeredName = 'cometapi.answeredParameters';
const maxEntries = 200;
/** How exact the time is at which a parameter was last taken, so that not every answer writes. */
const answeredEveryMs = 60 * 60 * 1000;
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

/** A parameter that was sent with a request that was answered. */
interface AnsweredEntry extends Endpoint {
  readonly name: ParameterName;
  /** `ignored`: the response named another value. */
  readonly state: 'accepted' | 'ignored';
  readonly at: number;
}

/** What is known of one parameter at one endpoint, by its last reply. */
export type KnownParameter =
  | AnsweredEntry
  | (Endpoint & ParameterRefusal & { readonly state: 'refused'; readonly at: number });

/**
 * The refused fields and parameters of all endpoints, and the parameters they took, kept for a month over
 * windows. Learnt from real replies only: nothing is ever asked to find out (B-4).
 */
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
      answered: (parameters) => this.#noteAnswered({ baseUrl, model }, parameters),
    };
  }

  /** What is known of the parameters of every model behind a base URL, refusals first (B-26). */
  known(baseUrl: string): readonly KnownParameter[] {
    const refused = this.#entries().flatMap(({ field: name, ...entry }) =>
      isParameterName(name) ? [{ name, ...entry, state: 'refused' } as const] : [],
    );
    return [...refused, ...this.#answered()].filter((entry) => entry.baseUrl === baseUrl);
  }

  /** Nothing is known any more of an endpoint's parameter, or of all models behind a base URL. */
  forgetKnown(baseUrl: string, only?: { readonly model: string; readonly name: string }): void {
    const isMeant = (entry: Endpoint, name: string) =>
      entry.baseUrl === baseUrl && (only === undefined || (entry.model === only.model && name === only.name));
    this.#saveAnswered(this.#answered().filter((entry) => !isMeant(entry, entry.name)));
    this.#keep((entry) => !isParameterName(entry.field) || !isMeant(entry, entry.field));
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

  #noteAnswered({ baseUrl, model }: Endpoint, parameters: readonly AnsweredParameter[]): void {
    const at = Date.now();
    const former = this.#answered();
    const isKnown = (entry: AnsweredEntry) =>
      former.some(
        (known) =>
          isAbout(known, entry) &&
          known.name === entry.name &&
          known.state === entry.state &&
          at - known.at < answeredEveryMs,
      );
    const noted = parameters
      .map(({ name, verdict }): AnsweredEntry => {
        return { baseUrl, model, name, state: verdict === 'changed' ? 'ignored' : 'accepted', at };
      })
      .filter((entry) => !isKnown(entry));
    if (noted.length === 0) return;
    const others = former.filter(
      (entry) => !noted.some((each) => isAbout(each, entry) && each.name === entry.name),
    );
    this.#saveAnswered([...others, ...noted].slice(-maxEntries));
  }

  #answered(): readonly AnsweredEntry[] {
    const since = Date.now() - keptForMs;
    return this.#memento.get<readonly AnsweredEntry[]>(answeredName, []).filter(({ at }) => at > since);
  }

  #saveAnswered(entries: readonly AnsweredEntry[]): void {
    void this.#memento.update(answeredName, entries);
    this.#changed.fire();
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
