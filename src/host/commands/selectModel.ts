import * as vscode from 'vscode';
import type { Chat } from '../chat.ts';
import { pickFreeText } from '../freeTextPick.ts';
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
  return pickFreeText({
    title: vscode.l10n.t('CometAPI model'),
    placeholder: vscode.l10n.t('Search, or type the id of a model'),
    rows(typed) {
      const { models, model } = chat.panelState();
      const ids = 'ids' in models ? models.ids : [];
      const listed = ids.map((id) =>
        id === model ? { label: id, description: vscode.l10n.t('in use') } : { label: id },
      );
      if (typed === '' || ids.includes(typed)) return listed;
      return [...listed, { label: typed, description: vscode.l10n.t('use as model id'), alwaysShow: true }];
    },
    onOpen({ refill, setBusy }) {
      setBusy(true);
      void chat.refreshModels().finally(() => setBusy(false));
      return chat.onDidChangePanel(refill);
    },
  });
}
