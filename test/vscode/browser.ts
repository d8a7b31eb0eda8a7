import { type Browser, chromium } from 'playwright-core';
import { installChromium } from './install/installChromium.ts';

/** Starts a real browser without a window; it ends with this process. */
export async function launchBrowser(): Promise<Browser> {
  const { executable, env } = await installChromium();
  return chromium.launch({
    executablePath: executable,
    env: { ...process.env, ...env },
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
  });
}
