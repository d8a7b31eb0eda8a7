import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** The chat panel, by the roles and names that product tests and screen readers know it by. */
export class Panel {
  readonly frame: FrameLocator;

  constructor(workbench: Workbench) {
    // VS Code shows a webview in a frame of its own, and the extension's page in a frame of that.
    this.frame = workbench.page
      .locator('iframe.webview.ready[src*="extensionId=cometapi.cometapi-assistant"]')
      .contentFrame()
      .locator('iframe#active-frame')
      .contentFrame();
  }

  /** Opens the chat by its command and waits until one can type into it. */
  static async open(workbench: Workbench): Promise<Panel> {
    await workbench.runCommand('CometAPI: Open Chat');
    const panel = new Panel(workbench);
    await panel.message.waitFor({ timeout: 30_000 });
    return panel;
  }

  get message(): Locator {
    return this.frame.getByRole('textbox', { name: 'Message', exact: true });
  }

  get conversation(): Locator {
    return this.frame.getByRole('log', { name: 'Conversation', exact: true });
  }

  /** All turns, the person's and the model's, in order. */
  get turns(): Locator {
    return this.conversation.getByRole('article');
  }

  get answers(): Locator {
    return this.conversation.getByRole('article', { name: /^Assistant/ });
  }

  get alert(): Locator {
    return this.conversation.getByRole('alert');
  }

  button(name: string): Locator {
    return this.frame.getByRole('button', { name, exact: true });
  }

  async send(text: string): Promise<void> {
    await this.message.fill(text);
    await this.button('Send').click();
  }
}
