import * as vscode from 'vscode';
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
  /** What `#state` is about; a list that arrives for another endpoint is dropped. */
  #baseUrl = '';

  readonly onDidChange = this.#changed.event;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  /** What is known for `baseUrl`. */
  stateFor(baseUrl: string): ModelListState {
    if (this.#baseUrl === baseUrl && this.#state.kind !== 'unknown') return this.#state;
    const cached = this.#cached(baseUrl);
    return cached === undefined ? { kind: 'unknown' } : { kind: 'ready', ids: cached.ids };
  }

  /** Fetches the list. Never rejects: a failure is a state that carries the list of last time. */
  async refresh(baseUrl: string, fetchIds: () => Promise<readonly string[]>): Promise<void> {
    this.#baseUrl = baseUrl;
    const loading: ModelListState = { kind: 'loading' };
    this.#become(loading);
    const isCurrent = () => this.#state === loading;
    try {
      const ids = await fetchIds();
      if (!isCurrent()) return;
      const cached: Cached = { baseUrl, ids, fetchedAt: Date.now() };
      await this.#memento.update(cacheName, cached);
      if (isCurrent()) this.#become({ kind: 'ready', ids });
    } catch {
      // Whatever it was, the picker says that the refresh failed and offers what is known.
      if (!isCurrent()) return;
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
