import * as vscode from 'vscode';
import { type McpEntry, type McpProblem, mcpEntries, mcpServer } from '../chat/mcpServer.ts';
import type { TurnTools } from '../chat/toolCalls.ts';
import { workspaceTools } from '../chat/tools/workspaceTools.ts';
import type { ToolSwitch } from '../protocol/toolSwitch.ts';
import { McpTokens } from './mcpTokens.ts';
import { Refusal } from './reportError.ts';
import { readSettings } from './settings.ts';
import { createWorkspace } from './workspace.ts';

const workspaceId = 'workspace';

/**
 * What the model may use in the conversation that is shown. Everything is off until a person switches it on, and
 * off again after a reload of the window.
 */
export class ChatTools implements vscode.Disposable {
  readonly #tokens: McpTokens;
  readonly #changed = new vscode.EventEmitter<void>();
  /** By conversation. */
  readonly #switched = new Map<string, Set<string>>();
  #on = new Set<string>();

  readonly onDidChange = this.#changed.event;

  constructor(secrets: vscode.SecretStorage) {
    this.#tokens = new McpTokens(secrets);
  }

  /** Every switch, as the panel shows it. */
  shown(): readonly ToolSwitch[] {
    return [
      { id: workspaceId, kind: 'workspace', isOn: this.#on.has(workspaceId) },
      ...entries().map((entry): ToolSwitch => {
        const id = idOf(entry);
        return {
          id,
          kind: 'server',
          name: entry.label,
          ...(entry.kind === 'server'
            ? { host: entry.host, isOn: this.#on.has(id) }
            : { isOn: false, problem: problemText(entry.problem) }),
        };
      }),
    ];
  }

  /** Switches one on or off. A server that needs a token asks for it first. Unknown ids do nothing. */
  async set(id: string, isOn: boolean): Promise<void> {
    const entry = entries().find((each) => idOf(each) === id);
    if (id !== workspaceId && entry?.kind !== 'server') return;
    if (isOn && entry?.kind === 'server' && entry.needsToken) {
      const hasToken = (await this.#tokens.read(entry)) !== undefined || (await this.#tokens.ask(entry));
      if (!hasToken) return;
    }
    if (isOn) this.#on.add(id);
    else this.#on.delete(id);
    this.#changed.fire();
  }

  /** Another conversation is shown. */
  show(conversationId: string): void {
    this.#on = this.#switched.get(conversationId) ?? new Set();
    this.#switched.set(conversationId, this.#on);
  }

  /** What is on, with the secrets it needs; undefined when nothing is. */
  async forTurn(): Promise<TurnTools | undefined> {
    const servers = await Promise.all(
      entries().flatMap((entry) =>
        entry.kind === 'server' && this.#on.has(idOf(entry))
          ? [this.#tokens.read(entry).then((token) => mcpServer(entry, entry.needsToken ? token : undefined))]
          : [],
      ),
    );
    const functions = this.#on.has(workspaceId) ? workspaceTools : [];
    if (functions.length === 0 && servers.length === 0) return undefined;
    return { functions, servers, workspace: createWorkspace() };
  }

  /** Lets a person replace or remove the token of a server. */
  async setToken(): Promise<void> {
    const servers = entries().flatMap((entry) =>
      entry.kind === 'server' && entry.needsToken ? [entry] : [],
    );
    if (servers.length === 0) {
      throw new Refusal(
        vscode.l10n.t('No server in cometapi.mcpServers has "token": true, so none needs a token.'),
      );
    }
    const picked = await vscode.window.showQuickPick(
      servers.map((server) => ({ label: server.label, description: server.host, server })),
      { title: vscode.l10n.t('Token for which server?') },
    );
    if (picked === undefined) return;
    const hasToken = await this.#tokens.ask(picked.server);
    if (!hasToken) await this.set(idOf(picked.server), false);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function entries(): readonly McpEntry[] {
  return mcpEntries(readSettings().mcpServers);
}

function idOf({ label }: McpEntry): string {
  return `server ${label}`.slice(0, 100);
}

/** What is wrong with an entry, and what to write instead. */
function problemText(problem: McpProblem): string {
  switch (problem) {
    case 'label':
      return vscode.l10n.t('The name has to begin with a letter and have only letters, digits, - and _.');
    case 'not_an_object':
      return vscode.l10n.t('Write an object with a "url".');
    case 'unknown_field':
      return vscode.l10n.t('Only "url", "token", "allowedTools" and "headers" are known.');
    case 'url':
      return vscode.l10n.t('"url" has to be a whole address, such as https://mcp.example.com/mcp.');
    case 'not_secure':
      return vscode.l10n.t('"url" has to begin with https://.');
    case 'credentials_in_url':
      return vscode.l10n.t('Take the password out of "url" and write "token": true.');
    case 'headers':
      return vscode.l10n.t('"headers" has to be an object of names and texts.');
    case 'authorization_header':
      return vscode.l10n.t('Write "token": true instead of an Authorization header.');
    case 'allowed_tools':
      return vscode.l10n.t('"allowedTools" has to be a list of names.');
    case 'token':
      return vscode.l10n.t('"token" is true or false; the token itself is asked for and kept as a secret.');
  }
}
