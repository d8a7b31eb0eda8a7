import * as vscode from 'vscode';
import type { McpEntry } from '../chat/mcpServer.ts';

type Server = McpEntry & { readonly kind: 'server' };

/**
 * The tokens of tool servers, each bound to the label and the origin it was entered for. They are kept in VS
 * Code's secret storage and nowhere else.
 */
export class McpTokens {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  /** The token, or undefined when none was entered. */
  async read(server: Server): Promise<string | undefined> {
    return this.#secrets.get(nameOf(server));
  }

  /** Asks for the token and saves it; an empty one removes it. Resolves to whether there is one now. */
  async ask(server: Server): Promise<boolean> {
    const token = await vscode.window.showInputBox({
      title: vscode.l10n.t('Token for {0}', server.label),
      prompt: vscode.l10n.t(
        'Kept in the secret storage of VS Code. It is sent with your messages to the API, which uses it at {0}.',
        server.host,
      ),
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) =>
        /^[\x21-\x7e]*$/.test(value.trim())
          ? undefined
          : vscode.l10n.t('A token has no spaces and only plain characters.'),
    });
    if (token === undefined) return (await this.read(server)) !== undefined;
    if (token.trim() === '') await this.#secrets.delete(nameOf(server));
    else await this.#secrets.store(nameOf(server), token.trim());
    return token.trim() !== '';
  }
}

function nameOf({ label, origin }: Server): string {
  return `cometapi.mcpToken ${label} ${origin}`;
}
