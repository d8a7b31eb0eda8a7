import * as vscode from 'vscode';
import { readSettings } from './settings.ts';
import { diagnosticsIn } from './suggestions.ts';

const { QuickFix, RefactorRewrite, Refactor } = vscode.CodeActionKind;

/**
 * The entries of the lightbulb (M-E1): Fix only where VS Code reports a problem, the others only for a
 * selection and under Refactor, so that the bulb does not appear where nobody asked. One setting turns all off.
 */
export class CometCodeActions implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = {
    providedCodeActionKinds: [QuickFix, RefactorRewrite, Refactor],
  };

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    if (!readSettings().codeActions) return [];
    const writable = vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) !== false;
    const lines = { startLine: range.start.line, endLine: range.end.line + 1 };
    const problems = writable ? diagnosticsIn(document, lines) : [];
    const actions: vscode.CodeAction[] = [];
    if (problems.length > 0) {
      const fix = action(vscode.l10n.t('Fix with CometAPI'), QuickFix, 'cometapi.fixSelection');
      fix.diagnostics = problems;
      actions.push(fix);
    }
    if (range.isEmpty) return actions;
    actions.push(action(vscode.l10n.t('Explain with CometAPI'), Refactor, 'cometapi.explainSelection'));
    if (!writable) return actions;
    actions.push(
      action(vscode.l10n.t('Refactor with CometAPI'), RefactorRewrite, 'cometapi.refactorSelection'),
      action(vscode.l10n.t('Edit with CometAPI…'), RefactorRewrite, 'cometapi.editSelection'),
    );
    return actions;
  }
}

function action(title: string, kind: vscode.CodeActionKind, command: string): vscode.CodeAction {
  const codeAction = new vscode.CodeAction(title, kind);
  codeAction.command = { command, title };
  return codeAction;
}
