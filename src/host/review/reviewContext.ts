import * as vscode from 'vscode';

/** What menus and keys need to know of the review. */
export interface ReviewFacts {
  /** There is a hunk to decide about in any document. */
  readonly hasPendingEdits: boolean;
  /** The caret stands in a hunk that can be kept. */
  readonly inPendingEdit: boolean;
  /** The documents that have hunks to decide about. */
  readonly resourcesWithEdits: readonly vscode.Uri[];
}

/** Sets a context key of VS Code. */
export type SetContext = (key: string, value: unknown) => void;

export const setContext: SetContext = (key, value) => {
  void vscode.commands.executeCommand('setContext', key, value);
};

/** Tells VS Code the facts that changed, as context keys `cometapi.…`. */
export class ReviewContext {
  readonly #set: SetContext;
  readonly #told = new Map<string, string>();

  constructor(set: SetContext) {
    this.#set = set;
  }

  tell(facts: ReviewFacts): void {
    for (const [name, value] of Object.entries(facts)) {
      const text = String(value);
      if (this.#told.get(name) === text) continue;
      this.#told.set(name, text);
      // VS Code turns URIs into the strings that `resource` is compared with, also in a remote window.
      this.#set(`cometapi.${name}`, value);
    }
  }
}
