import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';

describe('proposed API in the VS Code under test', () => {
  it('is refused, as it is for people: code-server alone would allow it to every extension', async () => {
    const fixture = vscode.extensions.getExtension('cometapi-test.proposed-api');
    const api: { callProposedApi(): unknown } | undefined = await fixture?.activate();
    assert.ok(api);
    // Without `switchOffProposedApi` this call succeeds.
    assert.throws(() => api.callProposedApi(), /CANNOT use API proposal: timeline/);
  });
});
