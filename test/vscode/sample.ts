import { join } from 'node:path';
import { projectRoot } from './install/installOnce.ts';

/** Settings without which VS Code asks, fetches, moves or recommends things of its own. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  // Newer versions open settings and other editors in an overlay.
  'workbench.editor.useModal': 'off',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  // VS Code's own chat would take the secondary side bar and ask people to sign in.
  'chat.disableAIFeatures': true,
  'window.confirmBeforeClose': 'never',
  'editor.accessibilitySupport': 'off',
  // In a browser VS Code saves by itself; a test could not tell a kept change from a saved one.
  'files.autoSave': 'off',
  // What one test leaves unsaved must not come back in the next.
  'files.hotExit': 'off',
};

/** A folder of the sample code that tests and `npm start` open. */
export const sampleWorkspace = join(projectRoot, 'test/workspace');

/** An extension of our own that opens some of that code and the chat, as a person would do first. */
export const firstLook = join(projectRoot, 'test/vscode/fixtures/first-look');
