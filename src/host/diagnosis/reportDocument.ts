import * as vscode from 'vscode';

const uri = vscode.Uri.from({ scheme: 'cometapi-diagnosis', path: '/CometAPI connection report.md' });

/** The last connection report as a read-only document, which asks nothing of those who close it. */
export class ReportDocument implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #change = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  #text = '';

  readonly onDidChange = this.#change.event;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(uri.scheme, this);
  }

  provideTextDocumentContent(): string {
    return this.#text;
  }

  /** Shows `text` in place of an earlier report. */
  async show(text: string): Promise<void> {
    this.#text = text;
    this.#change.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: false });
  }

  dispose(): void {
    this.#registration.dispose();
    this.#change.dispose();
  }
}
