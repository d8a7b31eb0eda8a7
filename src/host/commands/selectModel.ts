import * as vscode from 'vscode';
import type { Chat } from '../chat.ts';
import type { Command } from './command.ts';

/** Lets a person choose the model from the list of the endpoint, or type the id of any other. */
export function selectModel(chat: Chat): Command {
  return {
    id: 'cometapi.selectModel',
    async run() {
      const model = await pickModel(chat);
      if (model !== undefined) await chat.selectModel(model);
    },
  };
}

function pickModel(chat: Chat): Promise<string | undefined> {
  const picker = vscode.window.createQuickPick();
  picker.title = vscode.l10n.t('CometAPI model');
  picker.placeholder = vscode.l10n.t('Search, or type the id of a model');
  picker.busy = true;

  function fill(): void {
    const { models, model } = chat.panelState();
    const ids = 'ids' in models ? models.ids : [];
    const typed = picker.value.trim();
    picker.items = [
      ...ids.map((id) => ({ label: id, ...(id === model ? { description: vscode.l10n.t('in use') } : {}) })),
      ...(typed === '' || ids.includes(typed)
        ? []
        : [{ label: typed, description: vscode.l10n.t('use as model id'), alwaysShow: true }]),
    ];
  }

  fill();
  const changed = chat.onDidChangePanel(fill);
  void chat.refreshModels().finally(() => {
    picker.busy = false;
  });
  return new Promise((resolve) => {
    picker.onDidChangeValue(fill);
    picker.onDidAccept(() => {
      resolve(picker.selectedItems[0]?.label);
      picker.hide();
    });
    picker.onDidHide(() => {
      changed.dispose();
      picker.dispose();
      resolve(undefined);
    });
    picker.show();
  });
}
