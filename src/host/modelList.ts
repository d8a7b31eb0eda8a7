import * as vscode from 'vscode';
import { ApiError } from '../api/errors.ts';
import type { ModelList as ModelListState } from '../protocol/messages.ts';

const cacheName = 'cometapi.models';

interface Cached {
  readonly baseUrl: string;
  readonly ids: readonly string[];
  readonly fetchedAt: number;
}

/**
 * The models of the configured endpoint. The last list of each window's user is kept, so that the picker works
 * at once and without a network; it is fetched again when the panel asks.
 */
export class ModelList {
  readonly #memento: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  #state: ModelListState = { kind: 'unknown' };

  readonly onDidChange = this.#changed.event;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  /** What is known for `baseUrl`. */
  stateFor(baseUrl: string): ModelListState {
    if (this.#state.kind !== 'unknown') return this.#state;
    const cached = this.#cached(baseUrl);
    return cached === undefined ? this.#state : { kind: 'ready', ids: cached.ids };
  }

  /** Fetches the list. Never rejects: a failure is a state that carries the list of last time. */
  async refresh(baseUrl: string, fetchIds: () => Promise<readonly string[]>): Promise<void> {
    this.#become({ kind: 'loading' });
    try {
      const ids = await fetchIds();
      const cached: Cached = { baseUrl, ids, fetchedAt: Date.now() };
      await this.#memento.update(cacheName, cached);
      this.#become({ kind: 'ready', ids });
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof DOMException)) throw error;
      const cached = this.#cached(baseUrl);
      this.#become({
        kind: 'failed',
        ids: cached?.ids ?? [],
        ...(cached === undefined ? {} : { fetchedAt: cached.fetchedAt }),
      });
    }
  }

  /** The endpoint or the key changed: what was known may be wrong. */
  forget(): void {
    this.#become({ kind: 'unknown' });
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #become(state: ModelListState): void {
    this.#state = state;
    this.#changed.fire();
  }

  #cached(baseUrl: string): Cached | undefined {
    const cached = this.#memento.get<Cached>(cacheName);
    return cached?.baseUrl === baseUrl ? cached : undefined;
  }
}
