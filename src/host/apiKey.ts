import * as vscode from 'vscode';

const secretName = 'cometapi.apiKeys';

/**
 * The API keys, each bound to the origin it was entered for: a key is given out for that origin and no other
 * (M-A7, B-42). They are kept in VS Code's secret storage and nowhere else; nothing here caches them.
 */
export class ApiKeyStore {
  readonly #secrets: vscode.SecretStorage;
  /** Keys of this session only, for machines whose secret storage does not work (M-A5). */
  #sessionKeys: Readonly<Record<string, string>> = {};
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;

  /** Fires when a key was saved or removed, in this window or another one. */
  readonly onDidChange = this.#changed.event;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
    this.#subscription = secrets.onDidChange(({ key }) => {
      if (key === secretName) this.#changed.fire();
    });
  }

  /** The key for `origin`, or undefined when none was entered for it or the secret storage cannot be read. */
  async read(origin: string): Promise<string | undefined> {
    return this.#sessionKeys[origin] ?? (await this.#stored())[origin];
  }

  /** The origins a key was entered for. */
  async origins(): Promise<string[]> {
    return Object.keys({ ...(await this.#stored()), ...this.#sessionKeys });
  }

  /** Saves the key for `origin`. Rejects when the secret storage does not work; keys of other origins stay. */
  async save(origin: string, key: string): Promise<void> {
    const stored = parseKeys(await this.#secrets.get(secretName));
    await this.#secrets.store(secretName, JSON.stringify({ ...stored, [origin]: key }));
    const { [origin]: _, ...others } = this.#sessionKeys;
    this.#sessionKeys = others;
    this.#changed.fire();
  }

  /** Keeps the key until the window closes. */
  keepForSession(origin: string, key: string): void {
    this.#sessionKeys = { ...this.#sessionKeys, [origin]: key };
    this.#changed.fire();
  }

  /** Removes every key. */
  async clear(): Promise<void> {
    this.#sessionKeys = {};
    await this.#secrets.delete(secretName);
    this.#changed.fire();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #stored(): Promise<Readonly<Record<string, string>>> {
    try {
      return parseKeys(await this.#secrets.get(secretName));
    } catch {
      // An unreadable store is a store without keys: the person is asked again.
      return {};
    }
  }
}

/** The keys by origin. Whatever is not a record of texts holds no keys. */
function parseKeys(stored: string | undefined): Readonly<Record<string, string>> {
  try {
    const parsed: unknown = JSON.parse(stored ?? '{}');
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(Object.entries(parsed).filter(([, key]) => typeof key === 'string'));
  } catch {
    return {};
  }
}
