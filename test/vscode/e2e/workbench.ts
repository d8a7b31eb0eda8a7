import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { projectRoot } from '../install/installOnce.ts';
import type { Server } from '../server.ts';

/** VS Code in a browser page, in the words of somebody who uses it. Every step waits until it has taken effect. */
export class Workbench {
  readonly page: Page;
  readonly server: Server;

  constructor(page: Page, server: Server) {
    this.page = page;
    this.server = server;
  }

  /** Opens the server's workspace in a browser that knows nothing of former tests: no secrets, no layout. */
  static async open(browser: Browser, server: Server): Promise<Workbench> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(server.url);
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    return new Workbench(page, server);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** Runs a command by its title in the palette, as soon as its extension has brought it. */
  async runCommand(title: string): Promise<void> {
    // The name is followed by its key, or by “recently used”.
    const name = new RegExp(`^${title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(,|$)`);
    const row = this.page.locator('.quick-input-list').getByRole('option', { name }).first();
    // After a reload the key may come before VS Code listens, and the palette lists what is there when it opens:
    // so it is opened anew until the command has arrived.
    const find = async () => {
      await this.page.keyboard.press('F1');
      await this.input.fill(`>${title}`, { timeout: 2000 });
      await row.waitFor({ timeout: 2000 });
    };
    for (const deadline = Date.now() + 45_000; !(await find().then(...trueOrFalse)); ) {
      await this.page.keyboard.press('Escape');
      if (Date.now() > deadline) throw new Error(`The palette has no command "${title}".`);
    }
    // Not Enter: the palette may have put another command on top.
    await row.click();
  }

  /** The text of the document in the active editor, all of it, whatever is on the screen. */
  async documentText(): Promise<string> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await this.runCommand('View: Focus Active Editor Group');
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.press('Control+c');
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** The box of the palette, of a pick or of a question; `type=password` for a masked one. */
  get input(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-box input');
  }

  /** Types an answer into the open input box and accepts it. */
  async answer(text: string): Promise<void> {
    await this.input.waitFor();
    await this.input.fill(text);
    await this.input.press('Enter');
  }

  /** Chooses a row of the open pick. */
  async pick(label: string): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: label }).first().click();
  }

  async openFile(path: string): Promise<void> {
    const name = path.split('/').at(-1) ?? path;
    const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name }).first();
    const tab = this.page.locator('.tabs-container .tab.active').filter({ hasText: name });
    // The key may come before VS Code listens again, and the list may be drawn anew below a click.
    const open = async () => {
      await this.page.keyboard.press('Control+P');
      await this.input.fill(path, { timeout: 2000 });
      await row.click({ timeout: 3000 });
      await tab.waitFor({ timeout: 5000 });
    };
    for (const deadline = Date.now() + 40_000; !(await open().then(...trueOrFalse)); ) {
      await this.page.keyboard.press('Escape');
      if (Date.now() > deadline) throw new Error(`The file ${path} does not open.`);
    }
    await this.editorLines.first().waitFor();
  }

  /** Selects whole lines of the active editor; numbers as people see them. */
  async selectLines(first: number, last: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    await this.answer(`:${first}`);
    await this.page.locator('.part.editor .monaco-editor.focused').waitFor();
    await this.page.keyboard.press('Home');
    for (let line = first; line < last; line += 1) await this.page.keyboard.press('Shift+ArrowDown');
    await this.page.keyboard.press('Shift+End');
  }

  /** The lines of the active editor that are on the screen. */
  async editorText(): Promise<string[]> {
    const lines = await this.editorLines.evaluateAll((elements) =>
      elements
        .map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent ?? '' }))
        // Their order in the document is the order in which they were drawn.
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text),
    );
    return lines.map((line) => line.replaceAll('\u00a0', ' '));
  }

  get editorLines(): Locator {
    return this.page.locator('.part.editor .editor-instance .view-lines .view-line');
  }

  /** Right-clicks a line of the active editor; returns the menu's entries. */
  async contextMenu(line: number): Promise<Locator> {
    await this.editorLines.nth(line - 1).click({ button: 'right' });
    const entries = this.page.locator('.monaco-menu .action-item:visible');
    await entries.first().waitFor();
    return entries;
  }

  get notifications(): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item-message');
  }

  /** Every notification that was not dismissed, also those whose toast VS Code has taken away again. */
  async allNotifications(): Promise<string[]> {
    await this.runCommand('Notifications: Show Notifications');
    const center = this.page.locator('.notifications-center');
    await center.waitFor();
    return center.locator('.notification-list-item-message').allInnerTexts();
  }

  async clickInNotification(text: string, button: string): Promise<void> {
    const notification = this.page
      .locator('.notifications-toasts .notification-toast')
      .filter({ hasText: text });
    await notification.hover();
    await notification.getByRole('button', { name: button, exact: true }).click();
  }

  get modal(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  async clickInModal(button: string): Promise<void> {
    await this.modal.locator('.dialog-buttons .monaco-button').filter({ hasText: button }).click();
  }

  get secondarySideBar(): Locator {
    return this.page.locator('.part.auxiliarybar');
  }

  /** Drags the border of the open secondary side bar until it is about this many pixels wide. */
  async setSecondarySideBarWidth(width: number): Promise<void> {
    const bar = await this.secondarySideBar.boundingBox();
    if (bar === null) throw new Error('The secondary side bar is not open.');
    const y = bar.y + bar.height / 2;
    const border = await this.borderNear(bar.x);
    await this.page.mouse.move(border, y);
    await this.page.mouse.down();
    await this.page.mouse.move(border + bar.width - width, y, { steps: 5 });
    await this.page.mouse.up();
    await this.page.mouse.move(0, 0);
  }

  /** Newer versions leave a gap between parts, in which the border can be dragged. */
  private async borderNear(x: number): Promise<number> {
    const borders = await this.page.locator('.monaco-sash.vertical').evaluateAll((sashes) =>
      sashes.map((sash) => {
        const { left, width } = sash.getBoundingClientRect();
        return left + width / 2;
      }),
    );
    return borders.reduce((nearest, one) => (Math.abs(one - x) < Math.abs(nearest - x) ? one : nearest), 0);
  }

  /** Changes a setting of the workspace; VS Code applies it at once. */
  async setSetting(name: string, value: unknown): Promise<void> {
    const folder = join(this.server.workspace, '.vscode');
    const file = join(folder, 'settings.json');
    await mkdir(folder, { recursive: true });
    const former: object = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
    await writeFile(file, JSON.stringify({ ...former, [name]: value }));
  }

  /** Changes the colours of VS Code. */
  async setTheme(theme: keyof typeof themes): Promise<void> {
    await this.setSetting('workbench.colorTheme', themes[theme].name);
    await this.page.locator(`.monaco-workbench.${themes[theme].base}`).waitFor();
  }

  /** Takes a picture into `artifacts/e2e/`. */
  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(projectRoot, 'artifacts/e2e', `${name}.png`) });
  }
}

/** VS Code's own themes of each kind, and the class its page has then. */
const themes = {
  dark: { name: 'Default Dark Modern', base: 'vs-dark' },
  light: { name: 'Default Light Modern', base: 'vs' },
  'high-contrast': { name: 'Default High Contrast', base: 'hc-black' },
  'high-contrast-light': { name: 'Default High Contrast Light', base: 'hc-light' },
} as const;

const trueOrFalse = [() => true, () => false] as const;
