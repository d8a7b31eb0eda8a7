import * as vscode from 'vscode';
import { isBuiltInTool } from '../api/builtInTools.ts';
import { answerWithSources } from '../chat/history.ts';
import type { ChatIntent } from '../protocol/messages.ts';
import type { AssistantTurn, Turn } from '../protocol/transcript.ts';
import { askOtherModels } from './alternatives.ts';
import { applyCodeBlock } from './applyCodeBlock.ts';
import type { Chat } from './chat.ts';
import { insertAtCursor, openNewFile } from './codeBlockActions.ts';
import type { ContextFiles } from './contextFiles.ts';
import type { ContextSearch } from './contextSearch.ts';
import { droppedFiles } from './droppedFiles.ts';
import type { History } from './history.ts';
import type { HistoryFiles } from './historyFiles.ts';
import { keyPage } from './keyPrompt.ts';
import { renamePreset } from './presets.ts';
import { problemReport } from './problemReport.ts';
import { refineEdit } from './refineEdit.ts';
import { rerunHunk } from './rerunHunk.ts';
import type { EditReview } from './review/editReview.ts';
import { openSetting } from './settings.ts';
import { suggestedDocument } from './suggestedContext.ts';
import { suggestionTarget } from './suggestions.ts';
import { insertIntoTerminal } from './terminalInput.ts';

export interface IntentOptions {
  readonly chat: Chat;
  readonly review: EditReview;
  readonly contextFiles: ContextFiles;
  readonly contextSearch: ContextSearch;
  readonly history: History;
  readonly historyFiles: HistoryFiles;
}

/**
 * Does what a person asked for in the panel. Whatever an intent names is looked up here by its id: a turn, an
 * attachment, a hunk, a line of the host's own transcript. Unknown ids do nothing.
 */
export async function handleIntent(intent: ChatIntent, options: IntentOptions): Promise<void> {
  const { chat, contextFiles, contextSearch, history, historyFiles } = options;
  const turn = 'turnId' in intent ? chat.session.transcript.turns.get(intent.turnId) : undefined;
  switch (intent.type) {
    case 'draft':
      return chat.saveDraft(intent.text, intent.conversationId);
    case 'send':
      return chat.send(intent.text, intent.conversationId);
    case 'stop':
      return chat.stop();
    case 'retry':
    case 'retry-now':
      return turn === undefined ? undefined : chat.retry(turn.id);
    case 'retry-without-media':
      return turn === undefined ? undefined : chat.retry(turn.id, { withoutMedia: true });
    case 'continue':
      return turn === undefined ? undefined : chat.continueAfter(turn.id);
    case 'other-models':
      return turn?.kind === 'assistant' && turn.edit !== undefined
        ? askOtherModels(chat, turn.id)
        : undefined;
    case 'select-version':
      return turn === undefined ? undefined : chat.session.selectVersion(turn.id);
    case 'new-chat':
      return chat.newChat();
    case 'rename':
      return chat.session.change({ type: 'title-change', title: intent.title });
    case 'list-conversations':
      return history.list(intent.query, intent.scope);
    case 'close-history':
      return history.close();
    case 'show-conversation':
      return chat.conversations.show(intent.conversationId);
    case 'rename-conversation':
      return history.rename(intent.conversationId, intent.title);
    case 'pin-conversation':
      return history.pin(intent.conversationId, intent.isPinned);
    case 'delete-conversation':
      return history.delete(intent.conversationId);
    case 'undo-delete':
      return history.undoDelete(intent.conversationId);
    case 'export-conversation':
      return historyFiles.exportChat(intent.conversationId);
    case 'import-conversations':
      return historyFiles.importChats();
    case 'show-history-folder':
      return history.showFolder();
    case 'set-key':
      return chat.setKey();
    case 'get-key':
      await vscode.env.openExternal(keyPage);
      return;
    case 'open-settings':
      return openSetting('baseUrl');
    case 'diagnose':
      await vscode.commands.executeCommand('cometapi.diagnoseConnection');
      return;
    case 'select-model':
      return chat.selectModel(intent.model);
    case 'set-conversation-state':
      return chat.setConversationState(intent.state);
    case 'refresh-models':
      return chat.refreshModels();
    case 'set-tool':
      return isBuiltInTool(intent.toolId)
        ? chat.requestOptions.tools.switch(intent.toolId, intent.isOn)
        : chat.tools.set(intent.toolId, intent.isOn);
    case 'open-server-settings':
      return openSetting('mcpServers');
    case 'answer-approval':
      return chat.session.answerApproval(intent.approvalId, intent.answer);
    case 'set-parameter':
      return chat.requestOptions.set(intent.name, intent.value);
    case 'reset-parameter':
      return chat.requestOptions.reset(intent.name);
    case 'unset-parameter':
      return chat.requestOptions.unset(intent.name);
    case 'default-parameter':
      return chat.requestOptions.useAsDefault(intent.name);
    case 'set-options-json':
      return chat.requestOptions.setJson(intent.text);
    case 'preset':
      return chat.requestOptions[`${intent.action}Preset`](intent.name);
    case 'rename-preset':
      return renamePreset(intent.name, intent.to);
    case 'forget-known':
      return chat.requestOptions.forgetKnown(intent.only);
    case 'retry-parameter':
      return chat.requestOptions.tryAgain(intent.name);
    case 'attach':
      return contextFiles.pick(chat);
    case 'find-context':
      return contextSearch.find(intent);
    case 'attach-found': {
      const found = await contextSearch.attachment(intent.id);
      return found === undefined ? undefined : chat.attach(found);
    }
    case 'attach-suggested': {
      const document = suggestedDocument(intent.id);
      return document === undefined
        ? undefined
        : chat.attach(await contextFiles.fileAttachment(document.uri));
    }
    case 'attach-file':
      return chat.attach(contextFiles.sentFile(intent));
    case 'attach-text':
      return chat.attach(contextFiles.pastedText(intent.text));
    case 'attach-dropped':
      for (const uri of await droppedFiles(intent.uris)) chat.attach(await contextFiles.fileAttachment(uri));
      return;
    case 'detach':
      return chat.detach(intent.contextId);
    case 'open-context':
      return contextFiles.open(intent.contextId);
    case 'suggestion':
      return runSuggestion(intent.command);
    case 'show-sent':
      return turn?.kind === 'user'
        ? contextFiles.sentFiles.show(turn.context.map((item) => item.id))
        : undefined;
    case 'copy-turn':
      return turn === undefined ? undefined : copy(markdownOf(turn));
    case 'copy-problem':
      return turn?.kind === 'assistant' ? copy(problemReport(turn)) : undefined;
    case 'code-block':
      return turn?.kind === 'assistant' ? actOnCodeBlock(intent, turn, options) : undefined;
    case 'edit':
      return turn?.kind === 'assistant' && turn.edit !== undefined
        ? actOnEdit(intent, turn.edit.id, options)
        : undefined;
    case 'refine':
      return turn?.kind === 'assistant' && turn.edit !== undefined
        ? refineEdit(options, turn.edit.id, intent.text)
        : undefined;
  }
}

const suggestedCommands = {
  explain: 'cometapi.explainSelection',
  refactor: 'cometapi.refactorSelection',
  fix: 'cometapi.fixSelection',
} as const;

async function runSuggestion(command: keyof typeof suggestedCommands): Promise<void> {
  const target = suggestionTarget(vscode.window.activeTextEditor, command);
  if (target !== undefined) await vscode.commands.executeCommand(suggestedCommands[command], ...target);
}

function markdownOf(turn: Turn): string {
  return turn.kind === 'user' ? turn.text : answerWithSources(turn);
}

async function copy(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
}

async function actOnCodeBlock(
  { action, outputIndex, line }: ChatIntent & { type: 'code-block' },
  turn: AssistantTurn,
  options: IntentOptions,
): Promise<void> {
  const item = turn.items.find((each) => each.outputIndex === outputIndex);
  if (item?.kind !== 'message') return;
  // Loaded on the first click: its parser is a third of the bundle and would slow down every start.
  const { codeBlockAt } = await import('../chat/codeBlock.ts');
  const block = codeBlockAt(item.text, line);
  if (block === undefined) return;
  // What is copied or inserted ends where the code ends; a last line break would run it in a terminal.
  const text = block.text.replace(/\n+$/, '');
  switch (action) {
    case 'copy':
      return copy(text);
    case 'apply':
      return applyCodeBlock(options, block);
    case 'insert':
      return insertAtCursor(text);
    case 'new-file':
      return openNewFile(text, block.languageId);
    case 'terminal':
      return insertIntoTerminal(text);
  }
}

async function actOnEdit(
  { action, fileId, hunkId }: ChatIntent & { type: 'edit' },
  editId: string,
  options: IntentOptions,
): Promise<void> {
  const { review } = options;
  switch (action) {
    case 'rerun':
      return hunkId === undefined ? undefined : rerunHunk(options, { editId, hunkId });
    case 'keep':
      await review.keep(editId, { fileId, hunkId });
      return;
    case 'undo':
      review.undo(editId, { fileId, hunkId });
      return;
    case 'show':
      await review.show(editId, hunkId ?? fileId);
      return;
    case 'diff':
      await review.compare(editId, hunkId ?? fileId);
      return;
  }
}
