import * as vscode from 'vscode';
import { ApiKeyStore } from './host/apiKey.ts';
import { noticeAnswers } from './host/awayNotice.ts';
import { Chat } from './host/chat.ts';
import { ChatView } from './host/chatView.ts';
import { CometCodeActions } from './host/codeActions.ts';
import { allCommands, registerCommands } from './host/commands/index.ts';
import { ContextFiles } from './host/contextFiles.ts';
import { ContextSearch } from './host/contextSearch.ts';
import { ReportDocument } from './host/diagnosis/reportDocument.ts';
import { FieldMemory } from './host/fieldMemory.ts';
import { History } from './host/history.ts';
import { HistoryFiles } from './host/historyFiles.ts';
import { historyFolder, openHistory, workspaceKey } from './host/historyFolder.ts';
import { handleIntent } from './host/intents.ts';
import { ModelList } from './host/modelList.ts';
import { EditReview } from './host/review/editReview.ts';
import { LanguageCheck } from './host/review/languageCheck.ts';

/** How long a language service has to judge an edit. Meanwhile it can be reviewed, and is not called verified. */
const languageCheckMs = 20_000;

/** Builds the parts and wires them. Nothing here reads a file, opens a connection or starts a timer. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('CometAPI Assistant', { log: true });
  const apiKeys = new ApiKeyStore(context.secrets);
  const models = new ModelList(context.globalState);
  const refusedFields = new FieldMemory(context.globalState, log);
  const contextFiles = new ContextFiles();
  const contextSearch = new ContextSearch(contextFiles);
  const languageCheck = new LanguageCheck(languageCheckMs);
  const review = new EditReview({ log, check: languageCheck });
  const report = new ReportDocument();
  const folder = historyFolder(context.globalStorageUri);
  const store = openHistory(folder, log);
  const { globalState } = context;
  const workspace = workspaceKey();
  const chat = new Chat({
    store,
    apiKeys,
    models,
    refusedFields,
    review,
    contextFiles,
    globalState,
    secrets: context.secrets,
    workspace,
    log,
  });
  const { conversations } = chat;
  const history = new History({ store, conversations, workspace, folder: folder.fsPath, log });
  const historyFiles = new HistoryFiles({ store, conversations, apiKeys, workspace });
  const view = new ChatView({
    chat,
    history,
    log,
    extensionUri: context.extensionUri,
    onDidFindContext: contextSearch.onDidFind,
    handle: (intent) =>
      handleIntent(intent, { chat, review, contextFiles, contextSearch, history, historyFiles }),
  });
  const commands = allCommands({
    chat,
    view,
    contextFiles,
    contextSearch,
    review,
    report,
    apiKeys,
    globalState,
    store,
    historyFiles,
    log,
  });
  context.subscriptions.push(
    log,
    apiKeys,
    models,
    refusedFields,
    languageCheck,
    review,
    report,
    contextFiles,
    contextSearch,
    chat,
    history,
    view,
    noticeAnswers(chat.conversations, view),
    registerCommands(commands, log),
    vscode.languages.registerCodeActionsProvider('*', new CometCodeActions(), CometCodeActions.metadata),
    vscode.window.onDidChangeActiveTextEditor(() => chat.editorChanged()),
    vscode.window.onDidChangeTextEditorSelection(() => chat.editorChanged()),
  );
}
