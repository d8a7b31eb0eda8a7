import { readFileSync } from 'node:fs';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { FromWebview, PanelState, ToWebview } from '../../src/protocol/messages.ts';
import { type PanelTexts, panelTexts } from '../../src/protocol/strings.ts';
import type { TranscriptEvent, TranscriptSnapshot } from '../../src/protocol/transcript.ts';
import { bundle } from './bundle.ts';

export type Theme = 'vscode-dark' | 'vscode-light' | 'vscode-high-contrast';

export interface PanelPageOptions {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  readonly language?: string;
  readonly texts?: PanelTexts;
  readonly transcript?: TranscriptSnapshot;
  readonly panel?: Partial<PanelState>;
  readonly draft?: string;
}

declare global {
  interface Window {
    posted: FromWebview[];
    acquireVsCodeApi(): { postMessage(message: FromWebview): void };
  }
}

const origin = 'http://panel.test';
const nonce = 'bm9uY2U';
const policy = [
  "default-src 'none'",
  `script-src 'nonce-${nonce}'`,
  `style-src ${origin}`,
  `img-src ${origin} data:`,
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const emptyTranscript: TranscriptSnapshot = {
  conversationId: 'c1',
  title: '',
  turns: [],
  leafId: undefined,
};

const usualPanel: PanelState = {
  hasKey: true,
  host: 'api.cometapi.com',
  model: 'gpt-5.4-mini',
  models: { kind: 'unknown' },
  context: [],
  suggestions: [],
  sendKey: 'enter',
  conversationState: 'auto',
  requestOptions: [],
  optionSheet: { presets: [], json: '{}', jsonProblems: [], known: [] },
  tools: [],
};

/** The real panel in a real browser, with this test in the place of the extension host. */
export class PanelPage {
  readonly page: Page;
  /** Addresses the page asked for besides its own files. */
  readonly foreignRequests: string[] = [];
  readonly errors: string[] = [];
  #panel: PanelState;
  #batch = 0;

  private constructor(page: Page, panel: PanelState) {
    this.page = page;
    this.#panel = panel;
  }

  static async open(context: BrowserContext, options: PanelPageOptions = {}): Promise<PanelPage> {
    const { width = 320, height = 640, transcript = emptyTranscript, draft = '' } = options;
    const page = await context.newPage();
    await page.setViewportSize({ width, height });
    const panel = { ...usualPanel, ...options.panel };
    const opened = new PanelPage(page, panel);
    page.on('pageerror', (error) => opened.errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') opened.errors.push(message.text());
    });
    await opened.#serve(options);
    // tsx wraps functions to keep their names; the page needs the wrapper too.
    await page.addInitScript('globalThis.__name = (value) => value');
    await page.addInitScript(() => {
      window.posted = [];
      window.acquireVsCodeApi = () => ({ postMessage: (message) => window.posted.push(message) });
    });
    await page.goto(`${origin}/`);
    await page.evaluate(async () => {
      while (window.posted.length === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
    });
    await opened.post({ type: 'snapshot', transcript, panel, draft });
    return opened;
  }

  /** What the panel was last told of its state. */
  get state(): PanelState {
    return this.#panel;
  }

  /** Sends messages as the host does and waits until the panel has drawn them. */
  async post(...messages: readonly ToWebview[]): Promise<void> {
    await this.page.evaluate(async (all) => {
      for (const message of all) window.postMessage(message, '*');
      // Messages are delivered before a message sent after them; two frames later they are on screen.
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(undefined);
      });
      for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    }, messages);
  }

  /** Each call is one batch. */
  events(...events: readonly TranscriptEvent[]): Promise<void> {
    this.#batch++;
    return this.post({ type: 'events', batch: this.#batch, events });
  }

  panel(change: Partial<PanelState>): Promise<void> {
    this.#panel = { ...this.#panel, ...change };
    return this.post({ type: 'panel', panel: this.#panel });
  }

  /** The panel is idle: no turn runs. */
  async ended(): Promise<void> {
    const { runningTurnId: _ended, ...panel } = this.#panel;
    this.#panel = panel;
    await this.post({ type: 'panel', panel });
  }

  /** What the panel has asked the host for since the last call, without the acknowledgements. */
  async posted(): Promise<readonly FromWebview[]> {
    const all = await this.page.evaluate(() => window.posted.splice(0));
    return all.filter(({ type }) => type !== 'ack' && type !== 'ready');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  get message(): Locator {
    return this.page.getByRole('textbox', { name: 'Message', exact: true });
  }

  get log(): Locator {
    return this.page.getByRole('log', { name: 'Conversation', exact: true });
  }

  close(): Promise<void> {
    return this.page.close();
  }

  async #serve(options: PanelPageOptions): Promise<void> {
    const script = await bundle('src/webview/main.tsx');
    const files: Readonly<Record<string, { readonly contentType: string; readonly body: string }>> = {
      '/': { contentType: 'text/html', body: html(options) },
      '/panel.js': { contentType: 'text/javascript', body: script },
      '/panel.css': { contentType: 'text/css', body: readFileSync('media/panel.css', 'utf8') },
      '/themes.css': { contentType: 'text/css', body: readFileSync('test/webview/themes.css', 'utf8') },
    };
    await this.page.route('**/*', (route) => {
      const url = new URL(route.request().url());
      const file = url.origin === origin ? files[url.pathname] : undefined;
      if (file !== undefined) return route.fulfill(file);
      if (url.pathname !== '/favicon.ico') this.foreignRequests.push(url.href);
      return route.abort();
    });
  }
}

function html({ theme = 'vscode-dark', language = 'en', texts = panelTexts }: PanelPageOptions): string {
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Chat</title>
<link rel="stylesheet" href="${origin}/themes.css">
<link rel="stylesheet" href="${origin}/panel.css">
</head>
<body class="${theme}">
<div id="root"></div>
<script type="application/json" id="strings" nonce="${nonce}">${JSON.stringify(texts).replaceAll('<', '\\u003c')}</script>
<script type="module" nonce="${nonce}" src="${origin}/panel.js"></script>
</body>
</html>`;
}
