import * as vscode from 'vscode';
import type { ReviewedDocument } from './reviewedDocument.ts';

/** Marks the lines that pending hunks would remove, wherever their document is visible. */
export class RemovedLines implements vscode.Disposable {
  readonly #decoration = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('diffEditor.removedLineBackground'),
    // Only high contrast themes define it; they have no backgrounds.
    outlineColor: new vscode.ThemeColor('diffEditor.removedTextBorder'),
    outline: '1px dashed',
    overviewRulerColor: new vscode.ThemeColor('diffEditorOverview.removedForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });

  show({ document, shown }: ReviewedDocument): void {
    const ranges = shown
      .flatMap(({ hunks }) => hunks)
      .filter(({ status, lineCount }) => status === 'pending' && lineCount > 0)
      .map(({ startLine, lineCount }) => new vscode.Range(startLine, 0, startLine + lineCount - 1, 0));
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document === document) editor.setDecorations(this.#decoration, ranges);
    }
  }

  dispose(): void {
    this.#decoration.dispose();
  }
}
