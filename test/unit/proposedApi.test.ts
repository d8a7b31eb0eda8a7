import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { askManifest } from '../vscode/install/proposedApi.ts';

describe('switching proposed API off in code-server', () => {
  const allowed = 'function a(e,t){return!0}';
  const check = 'function b(e,t){if(!a(e,t))throw new Error(t)}';

  it('replaces the function that allows everything by a question to the manifest, and nothing else', () => {
    const patched = askManifest(`function z(e,t){return!0}${allowed}${check}`, 'bundle.js');
    assert.equal(
      patched,
      'function z(e,t){return!0}' +
        'function a(e,t){return!!(e&&e.enabledApiProposals&&e.enabledApiProposals.includes(t))}' +
        check,
    );
  });

  it('fails loudly where that function is not found, naming the bundle', () => {
    assert.throws(() => askManifest(check, 'bundle.js'), /^Error: bundle\.js: .* was not found/);
  });
});
