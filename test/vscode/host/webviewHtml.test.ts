import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { ChatView, chatViewId } from '../../../src/host/chatView.ts';
import { panelRoots, webviewHtml } from '../../../src/host/webviewHtml.ts';
import { createChat } from './chatParts.ts';
import { replace } from './conversation.ts';

const extensionUri = vscode.Uri.file('/extension');

describe('the document of the panel', () => {
  let panel: vscode.WebviewPanel;

  beforeEach(() => {
    panel = vscode.window.createWebviewPanel('cometapi.test', 'Test', vscode.ViewColumn.One, {});
  });

  afterEach(() => panel.dispose());

  function nonceOf(html: string): string {
    return /script-src 'nonce-([^']*)'/.exec(html)?.[1] ?? '';
  }

  it('S42 M-K1 has this policy, directive by directive, and no other', () => {
    const { webview } = panel;
    const html = webviewHtml(webview, extensionUri);
    const policies = [...html.matchAll(/<meta http-equiv="Content-Security-Policy" content="([^"]*)">/g)];
    assert.deepEqual(
      policies.map(([, policy = '']) =>
        Object.fromEntries(
          policy.split('; ').map((directive) => {
            const [name = '', ...sources] = directive.split(' ');
            return [name, sources.join(' ')];
          }),
        ),
      ),
      [
        {
          'default-src': "'none'",
          'script-src': `'nonce-${nonceOf(html)}'`,
          'style-src': webview.cspSource,
          'img-src': `${webview.cspSource} data:`,
          'base-uri': "'none'",
          'form-action': "'none'",
          'require-trusted-types-for': "'script'",
        },
      ],
    );
  });

  it('S42 states the policy before anything that could load or run', () => {
    const html = webviewHtml(panel.webview, extensionUri);
    assert.ok(html.indexOf('Content-Security-Policy') < html.search(/<(script|link|style|img)\b/));
  });

  it('S42 has a nonce of 128 bits that no other of 1,000 documents has', () => {
    const nonces = Array.from({ length: 1000 }, () => nonceOf(webviewHtml(panel.webview, extensionUri)));
    assert.deepEqual(
      [new Set(nonces).size, nonces.filter((nonce) => Buffer.from(nonce, 'base64').length !== 16)],
      [1000, []],
    );
  });

  it('S42 M-K1 runs one script, our own, by the nonce: no inline script, handler, style or javascript: address', () => {
    const html = webviewHtml(panel.webview, extensionUri);
    const scripts = [...html.matchAll(/<script ([^>]*)>([\s\S]*?)<\/script>/g)];
    const source = panel.webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'panel.js'));
    const [strings, code] = scripts.map(([, attributes, body = '']) => ({ attributes, body }));
    assert.deepEqual(
      [scripts.length, strings?.attributes, code],
      [
        2,
        'type="application/json" id="strings"',
        { attributes: `type="module" nonce="${nonceOf(html)}" src="${source}"`, body: '' },
      ],
    );
    assert.equal(typeof JSON.parse(strings?.body ?? ''), 'object');
    const markup = html.replace(strings?.body ?? '', '');
    assert.deepEqual(
      [
        /\son\w+=/i,
        /javascript:/i,
        /<style/i,
        /\sstyle=/i,
        /http-equiv="refresh"/i,
        /<iframe|<object|<base/i,
      ].filter((pattern) => pattern.test(markup)),
      [],
    );
  });

  it('S45 is given only what the extension ships for it: two folders, scripts, no forms, commands or ports', () => {
    const parts = createChat();
    const restore = replace(
      vscode.window,
      'registerWebviewViewProvider',
      () => new vscode.Disposable(() => {}),
    );
    const view = new ChatView({
      chat: parts.chat,
      history: parts.history,
      extensionUri,
      log: parts.log,
      onDidFindContext: parts.contextSearch.onDidFind,
      handle: () => {},
    });
    restore();
    try {
      view.resolveWebviewView({
        viewType: chatViewId,
        webview: panel.webview,
        visible: true,
        onDidDispose: panel.onDidDispose,
        onDidChangeVisibility: () => new vscode.Disposable(() => {}),
        show: () => {},
      });
      const { localResourceRoots, ...options } = panel.webview.options;
      assert.deepEqual(
        { ...options, localResourceRoots: localResourceRoots?.map(String) },
        {
          enableScripts: true,
          enableForms: false,
          localResourceRoots: ['file:///extension/dist', 'file:///extension/media'],
        },
      );
      assert.deepEqual(panelRoots(extensionUri).map(String), localResourceRoots?.map(String));
      assert.notEqual(nonceOf(panel.webview.html), '');
    } finally {
      view.dispose();
      parts.dispose();
    }
  });
});
