import * as vscode from 'vscode';
import { Refusal } from './reportError.ts';

/** Replaces the selections of the active editor with `text` (not empty), as one undo step. Refuses with a sentence. */
export async function insertAtCursor(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    throw new Refusal(vscode.l10n.t('Open a file and put the cursor where the code should go.'));
  }
  const { version } = editor.document;
  const isAccepted = await editor.edit((builder) => {
    for (const selection of editor.selections) builder.replace(selection, text);
  });
  // An editor that is set to read-only takes the edit and does nothing.
  if (!isAccepted || editor.document.version === version)
    throw new Refusal(vscode.l10n.t('This editor cannot be changed.'));
}

/** Opens a new unsaved document with `text` in the language a code fence names. */
export async function openNewFile(text: string, fenceLanguage: string): Promise<void> {
  const language = await languageOf(fenceLanguage);
  const document = await vscode.workspace.openTextDocument({
    content: `${text}\n`,
    ...(language === undefined ? {} : { language }),
  });
  await vscode.window.showTextDocument(document);
}

/** Names that are usual after a fence but are not ids of VS Code's languages. */
const aliases: Readonly<Record<string, string>> = {
  bash: 'shellscript',
  cs: 'csharp',
  'c++': 'cpp',
  js: 'javascript',
  jsx: 'javascriptreact',
  md: 'markdown',
  ps1: 'powershell',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'shellscript',
  shell: 'shellscript',
  ts: 'typescript',
  tsx: 'typescriptreact',
  yml: 'yaml',
};

async function languageOf(fenceLanguage: string): Promise<string | undefined> {
  const name = fenceLanguage.toLowerCase();
  const id = aliases[name] ?? name;
  return (await vscode.languages.getLanguages()).includes(id) ? id : undefined;
}
