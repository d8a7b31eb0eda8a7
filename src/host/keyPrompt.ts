import * as vscode from 'vscode';
import { isPlausibleKey } from '../api/apiKeyFormat.ts';
import { parseBaseUrl } from '../api/baseUrl.ts';
import { createClient } from '../api/client.ts';
import { problemOf } from '../chat/problem.ts';
import type { Problem } from '../protocol/problem.ts';
import type { ApiKeyStore } from './apiKey.ts';
import { openSetting, readSettings } from './settings.ts';
import { problemText } from './strings.ts';

/** Where a person gets a key. */
export const keyPage = vscode.Uri.parse('https://www.cometapi.com/console/token');

const checkTimeoutMs = 20_000;

/** What whoever asked for the key wants to know beside the key. */
export interface KeyPromptEvents {
  /** The person has typed something or given up; the check is still to come. */
  readonly onEntered?: () => void;
  /** A key was refused, and a later try, for which nobody waited, has brought a good one. */
  readonly onLateKey?: () => void;
}

export interface KeyPromptOptions extends KeyPromptEvents {
  readonly apiKeys: ApiKeyStore;
  readonly log: vscode.LogOutputChannel;
}

/**
 * Asks for the API key of the configured origin, saves it bound to that origin, checks it with one free call
 * and names the outcome (M-A1, M-A2). Resolves to the key, or undefined when the person gave none or it was
 * refused. A key that could not be checked, because the network is down, is kept and the reason is told.
 */
export async function askForKey(options: KeyPromptOptions): Promise<string | undefined> {
  const base = parseBaseUrl(readSettings().baseUrl);
  if (!base.ok) {
    showInvalidBaseUrl();
    return undefined;
  }
  const { origin, host, url } = base;
  const key = await obtainKey(options.apiKeys, origin, host);
  options.onEntered?.();
  if (key === undefined) return undefined;
  const check = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Checking the key with {0}…', host),
    },
    () => checkKey(url, key, options.log),
  );
  if (!check.ok && check.problem.code === 'invalid_key') {
    offerAnotherTry(check.problem, options);
    return undefined;
  }
  if (!(await save(options.apiKeys, origin, key))) return undefined;
  if (check.ok) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The key works: {0} models are available.', check.models),
    );
  } else {
    const { title, text } = problemText(check.problem);
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The key is saved but could not be checked. {0}. {1}', title, text),
    );
  }
  return key;
}

/** Tells that the base URL is no good and offers the way to change it. Waits for no answer. */
export function showInvalidBaseUrl(): void {
  const { title, text } = problemText({ code: 'invalid_base_url' });
  const open = vscode.l10n.t('Open Settings');
  void vscode.window.showErrorMessage(`${title}. ${text}`, open).then((choice) => {
    if (choice === open) void openSetting('baseUrl');
  });
}

/** Nobody waits for the answer: a notification that is only hidden never gives one. */
function offerAnotherTry(problem: Problem, { apiKeys, log, onLateKey }: KeyPromptOptions): void {
  const again = vscode.l10n.t('Try Another Key');
  const { title, text } = problemText(problem);
  void vscode.window.showErrorMessage(`${title}. ${text}`, again).then(async (choice) => {
    if (choice === again && (await askForKey({ apiKeys, log })) !== undefined) onLateKey?.();
  });
}

async function inputKey(host: string): Promise<string | undefined> {
  const input = await vscode.window.showInputBox({
    title: vscode.l10n.t('CometAPI key'),
    prompt: vscode.l10n.t('It is kept in the secret store of VS Code and sent to {0} only.', host),
    placeHolder: 'sk-…',
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) =>
      value.trim() === '' || isPlausibleKey(value.trim())
        ? undefined
        : vscode.l10n.t('A key has at most 512 letters, digits and signs and no spaces.'),
  });
  return input?.trim() || undefined;
}

/** A key that was entered for another origin goes to a new one only if the person says so (M-A7). */
async function obtainKey(apiKeys: ApiKeyStore, origin: string, host: string): Promise<string | undefined> {
  const origins = await apiKeys.origins();
  const [other] = origins;
  if (other === undefined || origins.includes(origin)) return inputKey(host);
  const otherHost = new URL(other).host;
  const use = vscode.l10n.t('Use the Same Key');
  const enter = vscode.l10n.t('Enter Another Key');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('Requests now go to {0}, but the key was entered for {1}.', host, otherHost),
    {
      modal: true,
      detail: vscode.l10n.t('Send the key to {0} only if you trust it as much as {1}.', host, otherHost),
    },
    enter,
    use,
  );
  if (choice === enter) return inputKey(host);
  return choice === use ? apiKeys.read(other) : undefined;
}

type Check =
  | { readonly ok: true; readonly models: number }
  | { readonly ok: false; readonly problem: Problem };

async function checkKey(baseUrl: string, apiKey: string, log: vscode.LogOutputChannel): Promise<Check> {
  try {
    const client = createClient({ baseUrl, apiKey, fetch, log });
    const models = await client.listModels({ signal: AbortSignal.timeout(checkTimeoutMs) });
    return { ok: true, models: models.length };
  } catch (error) {
    const problem = problemOf(error);
    return { ok: false, problem: problem.code === 'unexpected' ? { code: 'unreachable' } : problem };
  }
}

async function save(apiKeys: ApiKeyStore, origin: string, key: string): Promise<boolean> {
  try {
    await apiKeys.save(origin, key);
    return true;
  } catch {
    const session = vscode.l10n.t('Use It Until the Window Closes');
    const choice = await vscode.window.showWarningMessage(
      vscode.l10n.t('The secret store of this machine does not work, so the key cannot be saved.'),
      { modal: true },
      session,
    );
    if (choice !== session) return false;
    apiKeys.keepForSession(origin, key);
    return true;
  }
}
