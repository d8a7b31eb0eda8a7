import * as vscode from 'vscode';

/** A secret storage in memory. Two stores over one of them are two windows of the same person. */
export class MemorySecrets implements vscode.SecretStorage {
  readonly values = new Map<string, string>();
  /** Like a machine without a keyring: reading, writing or both fail. */
  broken: 'nothing' | 'writing' | 'everything' = 'nothing';
  readonly #changed = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
  readonly onDidChange = this.#changed.event;

  async keys(): Promise<string[]> {
    if (this.broken === 'everything') throw new Error('No keyring');
    return [...this.values.keys()];
  }

  async get(key: string): Promise<string | undefined> {
    if (this.broken === 'everything') throw new Error('No keyring');
    return this.values.get(key);
  }

  async store(key: string, value: string): Promise<void> {
    if (this.broken !== 'nothing') throw new Error('No keyring');
    this.values.set(key, value);
    this.#changed.fire({ key });
  }

  async delete(key: string): Promise<void> {
    if (this.broken !== 'nothing') throw new Error('No keyring');
    this.values.delete(key);
    this.#changed.fire({ key });
  }
}

/** A memento in memory. */
export class MemoryMemento implements vscode.Memento {
  readonly values = new Map<string, unknown>();

  keys(): readonly string[] {
    return [...this.values.keys()];
  }

  get<T>(key: string): T | undefined;
  get<T>(key: string, defaultValue: T): T;
  get(key: string, defaultValue?: unknown): unknown {
    return this.values.has(key) ? this.values.get(key) : defaultValue;
  }

  async update(key: string, value: unknown): Promise<void> {
    if (value === undefined) this.values.delete(key);
    else this.values.set(key, value);
  }
}
