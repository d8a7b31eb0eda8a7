import * as vscode from 'vscode';
import { type EditorCommand, editorCommands } from '../protocol/transcript.ts';
import { Refusal } from './reportError.ts';
import { readSettings } from './settings.ts';

/**
 * The model a command is answered by: its own from `cometapi.commandModels`, else that of the chat (M-G9). Refuses
 * with a sentence while the setting names a command that does not exist, or a model that is no text.
 */
export function modelFor(command: EditorCommand | undefined): string {
  const { model, commandModels } = readSettings();
  if (command === undefined) return model;
  for (const [name, value] of Object.entries(commandModels)) {
    if (!editorCommands.some((each) => each === name)) {
      throw new Refusal(
        vscode.l10n.t(
          'The setting cometapi.commandModels names “{0}”, which is no command. It takes: {1}.',
          name,
          editorCommands.join(', '),
        ),
      );
    }
    if (typeof value !== 'string') {
      throw new Refusal(
        vscode.l10n.t(
          'The setting cometapi.commandModels gives “{0}” a model that is no text. Write the id of a model, or nothing for that of the chat.',
          name,
        ),
      );
    }
  }
  const own = commandModels[command];
  return typeof own === 'string' && own.trim() !== '' ? own.trim() : model;
}
