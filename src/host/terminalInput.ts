import * as vscode from 'vscode';
import { Refusal } from './reportError.ts';

/**
 * Types `text` into the active terminal, or a new one, and runs nothing: whoever asked for it presses Enter. Several
 * lines go in as a paste, which shells take as one piece; where a shell does not, VS Code asks before the first line
 * runs. Refuses with a sentence what a terminal would take for keys, and several lines while that question is
 * switched off.
 */
export async function insertIntoTerminal(text: string): Promise<void> {
  if (hasControlCharacters(text)) {
    throw new Refusal(
      vscode.l10n.t(
        'This text has control characters, which a terminal would take for keys. Copy it to look at it first.',
      ),
    );
  }
  const terminal = vscode.window.activeTerminal ?? vscode.window.createTerminal();
  if (!text.includes('\n')) {
    terminal.show();
    terminal.sendText(text, false);
    return;
  }
  const warning = vscode.workspace
    .getConfiguration('terminal.integrated')
    .get<unknown>('enableMultiLinePasteWarning');
  if (warning === 'never' || warning === false) {
    throw new Refusal(
      vscode.l10n.t(
        'Several lines might run at once, because {0} is off. Copy them, or switch it on.',
        'terminal.integrated.enableMultiLinePasteWarning',
      ),
    );
  }
  await paste(terminal, text);
}

/** VS Code pastes into a terminal from the clipboard only. What was there comes back. */
async function paste(terminal: vscode.Terminal, text: string): Promise<void> {
  const { clipboard } = vscode.env;
  const former = await clipboard.readText();
  await clipboard.writeText(text);
  try {
    terminal.show();
    await vscode.commands.executeCommand('workbench.action.terminal.paste');
  } finally {
    await clipboard.writeText(former);
  }
}

/** Everything below a space but tab and line feed, delete, and the second set of control characters. */
function hasControlCharacters(text: string): boolean {
  return [...text].some((character) => {
    const code = character.codePointAt(0) ?? 0;
    return (code < 0x20 && code !== 0x09 && code !== 0x0a) || (code >= 0x7f && code <= 0x9f);
  });
}
