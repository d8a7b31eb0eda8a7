import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

describe('the extension in VS Code', () => {
  const extension = vscode.extensions.getExtension('cometapi.cometapi-assistant');

  it('is present under its public id, and activates', async () => {
    await extension?.activate();
    assert.equal(extension?.isActive, true);
  });

  it('registers every command that its manifest offers', async () => {
    await extension?.activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const offered: readonly { readonly command: string }[] = extension?.packageJSON.contributes.commands;
    assert.deepEqual(
      offered.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
    assert.ok(offered.length > 0);
  });

  it('has its chat view in VS Code: cometapi.chat can be focused', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.ok(registered.has('cometapi.chat.focus'));
    await vscode.commands.executeCommand('cometapi.chat.focus');
  });
});
