import * as vscode from 'vscode';
import { asObject } from '../api/json.ts';
import type { ConversationStateSetting } from '../protocol/messages.ts';

/** The settings of the extension, read anew at each use. Defaults are those of the manifest. */
export interface Settings {
  readonly baseUrl: string;
  readonly model: string;
  /** Models of single commands, as written in the settings: unchecked. */
  readonly commandModels: Readonly<Record<string, unknown>>;
  readonly conversationState: ConversationStateSetting;
  readonly instructions: string;
  /** Parameters every conversation starts with, as written in the settings: unchecked. */
  readonly requestDefaults: Readonly<Record<string, unknown>>;
  /** Saved sets of request options by name, as written in the settings: unchecked. */
  readonly presets: Readonly<Record<string, unknown>>;
  /** Tool servers the API may call, as written in the settings: unchecked. */
  readonly mcpServers: Readonly<Record<string, unknown>>;
  /** The tools of the server every conversation starts with, as written in the settings: unchecked. */
  readonly tools: Readonly<Record<string, unknown>>;
  readonly sendKey: 'enter' | 'ctrlEnter';
  readonly codeActions: boolean;
  readonly idleTimeoutSeconds: number;
  /** Whether the file in the active editor is offered as context. */
  readonly 'context.activeEditor': boolean;
  /** Glob patterns of files that are not attached without asking. */
  readonly 'context.exclude': readonly string[];
}

interface Row<T> {
  /** `application`: only the user's own settings count, whatever a workspace says (M-A7). */
  readonly scope: 'application' | 'window';
  /** The value to use, or undefined for one that is no good. */
  readonly read: (value: unknown) => T | undefined;
  readonly default: T;
}

const text = (value: unknown) => (typeof value === 'string' ? value.trim() : undefined);

const rows: { readonly [K in keyof Settings]: Row<Settings[K]> } = {
  baseUrl: { scope: 'application', read: text, default: 'https://api.cometapi.com/v1' },
  model: { scope: 'window', read: (value) => text(value) || undefined, default: 'gpt-5.4-mini' },
  commandModels: { scope: 'window', read: asObject, default: {} },
  conversationState: {
    scope: 'application',
    read: (value) => (value === 'auto' || value === 'local' ? value : undefined),
    default: 'auto',
  },
  instructions: { scope: 'application', read: text, default: '' },
  requestDefaults: { scope: 'application', read: asObject, default: {} },
  // Not from a workspace: a preset can hold instructions and tools.
  presets: { scope: 'application', read: asObject, default: {} },
  mcpServers: { scope: 'application', read: asObject, default: {} },
  tools: { scope: 'application', read: asObject, default: {} },
  sendKey: {
    scope: 'application',
    read: (value) => (value === 'enter' || value === 'ctrlEnter' ? value : undefined),
    default: 'enter',
  },
  codeActions: {
    scope: 'window',
    read: (value) => (typeof value === 'boolean' ? value : undefined),
    default: true,
  },
  'context.activeEditor': {
    scope: 'window',
    read: (value) => (typeof value === 'boolean' ? value : undefined),
    default: false,
  },
  'context.exclude': {
    scope: 'application',
    read: (value) => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined),
    default: [],
  },
  idleTimeoutSeconds: {
    scope: 'application',
    read: (value) => (typeof value === 'number' && value >= 5 && value <= 600 ? value : undefined),
    default: 60,
  },
};

/** Names of the settings that come from the user's settings only. The manifest test checks their scope. */
export const applicationSettings = Object.entries(rows)
  .filter(([, row]) => row.scope === 'application')
  .map(([name]) => name);

/** The settings as they are now. A value of the wrong type counts as not set. */
export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration('cometapi');

  function read<K extends keyof Settings>(name: K): Settings[K] {
    const row: Row<Settings[K]> = rows[name];
    // Not `get`: VS Code filtered workspace values of application settings incompletely before 1.136.2.
    const value =
      row.scope === 'application'
        ? configuration.inspect(name)?.globalValue
        : configuration.get<unknown>(name);
    return row.read(value) ?? row.default;
  }

  return {
    baseUrl: read('baseUrl'),
    model: read('model'),
    commandModels: read('commandModels'),
    conversationState: read('conversationState'),
    instructions: read('instructions'),
    requestDefaults: read('requestDefaults'),
    presets: read('presets'),
    mcpServers: read('mcpServers'),
    tools: read('tools'),
    sendKey: read('sendKey'),
    codeActions: read('codeActions'),
    'context.activeEditor': read('context.activeEditor'),
    'context.exclude': read('context.exclude'),
    idleTimeoutSeconds: read('idleTimeoutSeconds'),
  };
}

/** Makes `model` the one that answers, in the workspace's settings if they name one, else in the user's. */
export async function saveModel(model: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('cometapi');
  const inWorkspace = configuration.inspect('model')?.workspaceValue !== undefined;
  await configuration.update(
    'model',
    model,
    inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global,
  );
}

/** Makes `state` the place where conversations are kept, in the user's settings. */
export async function saveConversationState(state: ConversationStateSetting): Promise<void> {
  if (readSettings().conversationState === state) return;
  const configuration = vscode.workspace.getConfiguration('cometapi');
  await configuration.update('conversationState', state, vscode.ConfigurationTarget.Global);
}

/** Makes `values` what every conversation starts with, in the user's settings. */
export async function saveRequestDefaults(values: Settings['requestDefaults']): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('cometapi');
  await configuration.update('requestDefaults', values, vscode.ConfigurationTarget.Global);
}

/** Replaces the saved sets of request options in the user's settings. */
export async function savePresets(presets: Settings['presets']): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('cometapi');
  await configuration.update('presets', presets, vscode.ConfigurationTarget.Global);
}

/** Opens the settings editor at one setting. */
export async function openSetting(name: keyof Settings): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', `cometapi.${name}`);
}

/**
 * Warns once when a workspace tries to redirect requests (M-A7). VS Code hides such values from extensions, so
 * the files themselves are looked at; their value is never used.
 */
export async function warnAboutWorkspaceBaseUrl(log: vscode.LogOutputChannel): Promise<void> {
  const files = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) =>
    vscode.Uri.joinPath(uri, '.vscode', 'settings.json'),
  );
  if (vscode.workspace.workspaceFile !== undefined) files.push(vscode.workspace.workspaceFile);
  for (const file of files) {
    if (!(await mentionsBaseUrl(file))) continue;
    log.warn(`ignored cometapi.baseUrl in ${vscode.workspace.asRelativePath(file)}`);
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        '{0} tries to set the address CometAPI requests go to. It is ignored: only your own user settings decide where your key and your code are sent.',
        vscode.workspace.asRelativePath(file),
      ),
    );
    return;
  }
}

async function mentionsBaseUrl(file: vscode.Uri): Promise<boolean> {
  try {
    const settings = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    // Good enough to warn; whatever it misses is ignored all the same.
    const plain = settings
      .replaceAll(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
      .replaceAll(/^\s*\/\/.*$/gm, '');
    return /"cometapi\.baseUrl"|"cometapi"\s*:\s*\{[\s\S]*?"baseUrl"/.test(plain);
  } catch {
    // There is no such file.
    return false;
  }
}
