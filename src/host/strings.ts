import * as vscode from 'vscode';
import type { Problem } from '../protocol/problem.ts';
import { fillIn, mapStrings, type PanelTexts, panelTexts, problemTexts } from '../protocol/strings.ts';

/** Every text of the panel in the language of VS Code. */
export function translatePanelStrings(): PanelTexts {
  return mapStrings(panelTexts, (english) => vscode.l10n.t(english));
}

/** Title and sentence of a problem in the language of VS Code, for notifications. */
export function problemText(problem: Problem): { readonly title: string; readonly text: string } {
  const { title, text } = problemTexts[problem.code];
  const values = [problem.host ?? 'CometAPI', problem.model ?? vscode.l10n.t('this model')];
  return { title: fillIn(vscode.l10n.t(title), ...values), text: fillIn(vscode.l10n.t(text), ...values) };
}
