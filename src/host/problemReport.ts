import * as vscode from 'vscode';
import type { AssistantTurn } from '../protocol/transcript.ts';

/**
 * A report about a turn that failed, to paste into an issue: codes and facts, no prompt, no code, no key. In
 * English, because it is for those who maintain the extension or the gateway.
 */
export function problemReport(turn: AssistantTurn): string {
  const problem = 'problem' in turn.status ? turn.status.problem : undefined;
  const extension = vscode.extensions.getExtension('cometapi.cometapi-assistant');
  const facts: readonly (readonly [string, unknown])[] = [
    ['Status of the turn', turn.status.kind],
    ['Code', problem?.code],
    ['HTTP status', problem?.status],
    ['Host', problem?.host],
    ['Model', turn.model],
    ['Request id', problem?.requestId],
    ['Server message', problem?.serverMessage],
    ['Time', new Date(turn.endedAt ?? turn.createdAt).toISOString()],
    ['CometAPI Assistant', extension?.packageJSON.version],
    ['VS Code', vscode.version],
  ];
  return facts
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join('\n');
}
