import * as vscode from 'vscode';
import type { ConversationStore } from '../../history/store.ts';
import type { ChatView } from '../chatView.ts';
import type { ContextSearch } from '../contextSearch.ts';
import type { HistoryFiles } from '../historyFiles.ts';
import { reportError } from '../reportError.ts';
import { addChangesToChat } from './addChangesToChat.ts';
import { addFileToChat } from './addFileToChat.ts';
import { addProblemsToChat } from './addProblemsToChat.ts';
import { addSelectionToChat } from './addSelectionToChat.ts';
import { addTerminalToChat } from './addTerminalToChat.ts';
import { addTypes } from './addTypes.ts';
import { askOtherModels } from './askOtherModels.ts';
import { clearApiKey } from './clearApiKey.ts';
import type { Command } from './command.ts';
import { compareSent } from './compareSent.ts';
import { deleteAllData } from './deleteAllData.ts';
import { type DiagnosisParts, diagnoseConnection } from './diagnoseConnection.ts';
import { documentSelection } from './documentSelection.ts';
import type { EditParts } from './editCommand.ts';
import { editFiles } from './editFiles.ts';
import { editSelection } from './editSelection.ts';
import { explainSelection } from './explainSelection.ts';
import { exportChat } from './exportChat.ts';
import { fixSelection } from './fixSelection.ts';
import { generateTests } from './generateTests.ts';
import { keepAllEdits } from './keepAllEdits.ts';
import { keepEdit } from './keepEdit.ts';
import { newChat } from './newChat.ts';
import { nextAlternative } from './nextAlternative.ts';
import { nextEdit } from './nextEdit.ts';
import { openChat } from './openChat.ts';
import { previousAlternative } from './previousAlternative.ts';
import { previousEdit } from './previousEdit.ts';
import { refactorSelection } from './refactorSelection.ts';
import { refineEdit } from './refineEdit.ts';
import { requestOptions } from './requestOptions.ts';
import { rerunEdit } from './rerunEdit.ts';
import { selectModel } from './selectModel.ts';
import { setApiKey } from './setApiKey.ts';
import { setMcpToken } from './setMcpToken.ts';
import { showEditDiff } from './showEditDiff.ts';
import { showHistory } from './showHistory.ts';
import { showLog } from './showLog.ts';
import { simplifySelection } from './simplifySelection.ts';
import { stop } from './stop.ts';
import { undoAllEdits } from './undoAllEdits.ts';
import { undoEdit } from './undoEdit.ts';

export interface CommandParts extends EditParts, DiagnosisParts {
  readonly view: ChatView;
  readonly globalState: vscode.Memento;
  readonly contextSearch: ContextSearch;
  readonly store: ConversationStore;
  readonly historyFiles: HistoryFiles;
}

/** Every command of the extension: the index of what a person can do. */
export function allCommands(parts: CommandParts): Command[] {
  const { chat, view, contextFiles, contextSearch, review, apiKeys, globalState, log } = parts;
  return [
    setApiKey(chat),
    clearApiKey(apiKeys),
    setMcpToken(chat.tools),
    openChat(view),
    newChat(chat, view),
    showHistory(view),
    exportChat(chat, parts.historyFiles),
    deleteAllData(parts),
    stop(chat),
    selectModel(chat),
    requestOptions(view),
    addSelectionToChat(chat, view, contextFiles),
    addFileToChat(chat, view, contextSearch),
    addProblemsToChat(chat, view, contextSearch),
    addTerminalToChat(chat, view, contextSearch),
    addChangesToChat(chat, view, contextSearch),
    explainSelection(chat, view, contextFiles),
    compareSent(contextFiles.sentFiles),
    refactorSelection(parts),
    fixSelection(parts),
    documentSelection(parts),
    simplifySelection(parts),
    addTypes(parts),
    generateTests(parts),
    editSelection(parts, globalState),
    editFiles(parts, globalState),
    keepEdit(review),
    undoEdit(review),
    keepAllEdits(review),
    undoAllEdits(review),
    refineEdit(parts),
    askOtherModels(chat, review),
    nextAlternative(chat, review),
    previousAlternative(chat, review),
    rerunEdit(parts),
    nextEdit(review),
    previousEdit(review),
    showEditDiff(review),
    diagnoseConnection(parts),
    showLog(log),
  ];
}

/** Registers commands so that a failing one tells the person instead of failing silently. */
export function registerCommands(
  commands: readonly Command[],
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return vscode.Disposable.from(
    ...commands.map(({ id, run }) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          await run(...args);
        } catch (error) {
          reportError(log, error);
        }
      }),
    ),
  );
}
