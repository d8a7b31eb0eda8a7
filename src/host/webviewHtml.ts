import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { translatePanelStrings } from './strings.ts';

/**
 * The document of the panel. Nothing but our own script and style can run or load in it: no inline code, no
 * remote origin, no connection, no form (M-K1).
 */
export function webviewHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const asset = (...path: string[]) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    // `data:` shows the small pictures of attached images; it reaches no network.
    `img-src ${webview.cspSource} data:`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${asset('media', 'panel.css')}">
<title>CometAPI</title>
</head>
<body>
<div id="root"></div>
<script type="application/json" id="strings">${JSON.stringify(translatePanelStrings()).replaceAll('<', '\\u003c')}</script>
<script type="module" nonce="${nonce}" src="${asset('dist', 'panel.js')}"></script>
</body>
</html>`;
}

/** The only folders the panel may read: what the extension ships for it. */
export function panelRoots(extensionUri: vscode.Uri): vscode.Uri[] {
  return [vscode.Uri.joinPath(extensionUri, 'dist'), vscode.Uri.joinPath(extensionUri, 'media')];
}
