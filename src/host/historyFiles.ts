import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { parseBaseUrl } from '../api/baseUrl.ts';
import { redact } from '../api/redact.ts';
import { fromJson, toJson } from '../history/exportJson.ts';
import { toMarkdown } from '../history/exportMarkdown.ts';
import type { ConversationStore } from '../history/store.ts';
import type { Transcript } from '../protocol/transcript.ts';
import type { ApiKeyStore } from './apiKey.ts';
import type { Conversations } from './conversations.ts';
import { Refusal } from './reportError.ts';
import { readSettings } from './settings.ts';

export interface HistoryFilesOptions {
  readonly store: ConversationStore;
  readonly conversations: Conversations;
  readonly apiKeys: ApiKeyStore;
  readonly workspace: string | undefined;
}

const maxImportBytes = 200_000_000;

/** Conversations as files of their own: Markdown to read, JSON to keep and to bring back. */
export class HistoryFiles {
  readonly #options: HistoryFilesOptions;

  constructor(options: HistoryFilesOptions) {
    this.#options = options;
  }

  /** Asks where to, and writes a conversation there: as JSON when the name ends like that, else as Markdown. */
  async exportChat(id = this.#options.conversations.shown.id): Promise<void> {
    const conversation = await this.#options.conversations.get(id);
    if (conversation === undefined) return;
    const { transcript } = conversation.session;
    if (transcript.turns.size === 0) throw new Refusal(vscode.l10n.t('There is nothing to export yet.'));
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export conversation'),
      defaultUri: defaultTarget(transcript.title),
      filters: { Markdown: ['md'], JSON: ['json'] },
    });
    if (target === undefined) return;
    const text = await this.#textOf(transcript, target.path.endsWith('.json') ? 'json' : 'markdown');
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    await this.#offerToOpen(target);
  }

  /** Asks for exported files and adds their conversations. Shows the last one. */
  async importChats(): Promise<void> {
    const files = await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Import conversations'),
      canSelectMany: true,
      filters: { JSON: ['json'] },
    });
    const { store, conversations, workspace } = this.#options;
    let last: string | undefined;
    for (const file of files ?? []) {
      last = randomUUID();
      await store.add(await readExport(file, last), workspace);
    }
    if (last !== undefined) await conversations.show(last);
  }

  /** What people write may hold the key, so what leaves as a file is searched for it. */
  async #textOf(transcript: Transcript, format: 'markdown' | 'json'): Promise<string> {
    const text =
      format === 'json'
        ? toJson(transcript)
        : toMarkdown(transcript, {
            you: vscode.l10n.t('You'),
            assistant: vscode.l10n.t('Assistant'),
            attached: vscode.l10n.t('Attached:'),
            incomplete: vscode.l10n.t('This answer is not complete.'),
          });
    const base = parseBaseUrl(readSettings().baseUrl);
    return redact(text, base.ok ? await this.#options.apiKeys.read(base.origin) : undefined);
  }

  async #offerToOpen(target: vscode.Uri): Promise<void> {
    const open = vscode.l10n.t('Open');
    const name = target.path.split('/').at(-1) ?? '';
    void vscode.window
      .showInformationMessage(vscode.l10n.t('Exported to {0}.', name), open)
      .then((choice) => {
        if (choice === open) void vscode.commands.executeCommand('vscode.open', target);
      });
  }
}

async function readExport(file: vscode.Uri, id: string): Promise<Transcript> {
  const name = file.path.split('/').at(-1) ?? '';
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > maxImportBytes) throw new Refusal(vscode.l10n.t('{0} is too large to import.', name));
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  try {
    return fromJson(text, id);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal(
      vscode.l10n.t('{0} is no conversation that CometAPI Assistant exported ({1}).', name, reason),
      { cause: error },
    );
  }
}

function defaultTarget(title: string): vscode.Uri {
  const name = title
    .replace(/[^\p{L}\p{N} _-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 60);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  return vscode.Uri.joinPath(folder, `${name || 'conversation'}.md`);
}
