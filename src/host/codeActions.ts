import * as vscode from 'vscode';
import { isWritableScheme } from './editor.ts';
import { readSettings } from './settings.ts';
import { diagnosticsIn } from './suggestions.ts';
import { canHaveTests } from './testFile.ts';

const { QuickFix, RefactorRewrite, Refactor } = vscode.CodeActionKind;

/** Languages in which code may stand without types; elsewhere there are none to add. The context menu has the same list. */
const languagesWithOptionalTypes =
  /^(javascript|javascriptreact|typescript|typescriptreact|python|php|ruby|lua|elixir|erlang|clojure)$/;

/** Whether code of this language may stand without types. */
export function hasOptionalTypes(languageId: string): boolean {
  return languagesWithOptionalTypes.test(languageId);
}

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
    const writable = isWritableScheme(document.uri);
    const action = (title: string, kind: vscode.CodeActionKind, command: string, about = range) => {
      const codeAction = new vscode.CodeAction(title, kind);
      codeAction.command = { command, title, arguments: [document.uri, about] };
      return codeAction;
    };
    const lines = { startLine: range.start.line, endLine: range.end.line + 1 };
    const problems = writable ? diagnosticsIn(document, lines) : [];
    const actions: vscode.CodeAction[] = [];
    const [first] = problems;
    if (first !== undefined) {
      // Without a selection the fix is about the function around the problem, wherever the caret is.
      const about = range.isEmpty ? new vscode.Range(first.range.start, first.range.start) : range;
      const fix = action(vscode.l10n.t('Fix with CometAPI'), QuickFix, 'cometapi.fixSelection', about);
      fix.diagnostics = problems;
      actions.push(fix);
    }
    if (range.isEmpty) return actions;
    actions.push(action(vscode.l10n.t('Explain with CometAPI'), Refactor, 'cometapi.explainSelection'));
    if (!writable) return actions;
    const rewrite = (title: string, command: string) => actions.push(action(title, RefactorRewrite, command));
    rewrite(vscode.l10n.t('Refactor with CometAPI'), 'cometapi.refactorSelection');
    rewrite(vscode.l10n.t('Simplify with CometAPI'), 'cometapi.simplifySelection');
    rewrite(vscode.l10n.t('Document with CometAPI'), 'cometapi.documentSelection');
    if (hasOptionalTypes(document.languageId)) {
      rewrite(vscode.l10n.t('Add types with CometAPI'), 'cometapi.addTypes');
    }
    if (vscode.workspace.getWorkspaceFolder(document.uri) !== undefined && canHaveTests(document.uri.path)) {
      rewrite(vscode.l10n.t('Write tests with CometAPI'), 'cometapi.generateTests');
    }
    rewrite(vscode.l10n.t('Edit with CometAPI…'), 'cometapi.editSelection');
    return actions;
  }
}
