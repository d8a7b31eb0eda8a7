import * as vscode from 'vscode';

/** A message VS Code was asked to show. */
export interface Shown {
  readonly kind: 'information' | 'warning' | 'error';
  readonly text: string;
  readonly modal: boolean;
  readonly choices: readonly string[];
}

const kinds = {
  showInformationMessage: 'information',
  showWarningMessage: 'warning',
  showErrorMessage: 'error',
} as const;

/**
 * Takes the place of a person in front of VS Code: notes what is shown, and answers. A notification nobody
 * answers stays open for ever, as one that is only hidden does.
 */
export class Conversation {
  readonly shown: Shown[] = [];
  /** How often a key was asked for. */
  asked = 0;
  /** The choice for a message, `dismiss` to close it, or undefined to leave it alone. */
  choose: (message: Shown) => string | undefined = () => undefined;
  /** What is typed into an input box; undefined for Escape. */
  type: () => string | undefined | Promise<string | undefined> = () => undefined;
  readonly #restore: (() => void)[] = [];

  constructor() {
    for (const [name, kind] of Object.entries(kinds)) {
      this.#restore.push(
        replace(vscode.window, name, (text: string, ...rest: readonly unknown[]) =>
          this.#show(kind, text, rest),
        ),
      );
    }
    this.#restore.push(
      replace(vscode.window, 'showInputBox', async () => {
        this.asked += 1;
        return this.type();
      }),
    );
  }

  get texts(): string[] {
    return this.shown.map(({ kind, text }) => `${kind}: ${text}`);
  }

  end(): void {
    for (const restore of this.#restore) restore();
  }

  #show(kind: Shown['kind'], text: string, rest: readonly unknown[]): Promise<unknown> {
    const [first] = rest;
    const modal = typeof first === 'object' && first !== null && 'modal' in first && first.modal === true;
    const items = rest.filter((item) => typeof item === 'string');
    const message = { kind, text, modal, choices: items };
    this.shown.push(message);
    const choice = this.choose(message);
    if (choice === undefined) return new Promise(() => {});
    return Promise.resolve(items.find((item) => item === choice));
  }
}

/** Puts a value in the place of a property of VS Code's API and gives the way back. */
export function replace(object: object, name: string, value: unknown): () => void {
  const former = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { value, configurable: true, writable: true, enumerable: true });
  return () => {
    Reflect.deleteProperty(object, name);
    if (former !== undefined) Object.defineProperty(object, name, former);
  };
}
