import * as vscode from 'vscode';
import type { Endpoint, OptionalField, RefusedFields } from '../chat/refusedFields.ts';

const memoryName = 'cometapi.refusedFields';
const maxEntries = 200;
/** Gateways change: after this time a field is tried again. */
const keptForMs = 30 * 24 * 60 * 60 * 1000;

interface Entry extends Endpoint {
  readonly field: OptionalField;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The refused fields of all endpoints, kept for a month over windows. */
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
    this.#log.info(`${baseUrl} does not take ${field} for ${model}; it is left out from now on`);
    this.#save([...this.#entries(), { baseUrl, model, field, at: Date.now() }].slice(-maxEntries));
  }

  /** Everything is tried again at this endpoint. */
  forget(endpoint: Endpoint): void {
    const entries = this.#entries();
    const others = entries.filter((entry) => !isAbout(entry, endpoint));
    if (others.length < entries.length) this.#save(others);
  }

  dispose(): void {
    this.#changed.dispose();
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

function isAbout(entry: Entry, { baseUrl, model }: Endpoint): boolean {
  return entry.baseUrl === baseUrl && entry.model === model;
}
