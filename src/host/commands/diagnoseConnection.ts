import * as vscode from 'vscode';
import { parseBaseUrl } from '../../api/baseUrl.ts';
import type { ApiKeyStore } from '../apiKey.ts';
import type { Chat } from '../chat.ts';
import { diagnoseConnection as diagnose } from '../diagnosis/diagnoseConnection.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { knownOptionLines } from '../diagnosis/knownOptions.ts';
import { network } from '../diagnosis/network.ts';
import type { ProxySettings } from '../diagnosis/proxy.ts';
import { diagnosisReport, diagnosisSummary, stepTitle } from '../diagnosis/report.ts';
import type { ReportDocument } from '../diagnosis/reportDocument.ts';
import { testAnswerTokens } from '../diagnosis/testAnswer.ts';
import { readSettings } from '../settings.ts';
import { problemText, translatePanelStrings } from '../strings.ts';
import type { Command } from './command.ts';

export interface DiagnosisParts {
  readonly chat: Chat;
  readonly apiKeys: ApiKeyStore;
  readonly report: ReportDocument;
  readonly log: vscode.LogOutputChannel;
}

/** Finds out step by step why requests do not get through, and shows it as a report without the key (M-A11). */
export function diagnoseConnection({ chat, apiKeys, report, log }: DiagnosisParts): Command {
  return {
    id: 'cometapi.diagnoseConnection',
    async run() {
      const base = parseBaseUrl(readSettings().baseUrl);
      const apiKey = base.ok ? await apiKeys.read(base.origin) : undefined;
      const diagnosis = await diagnoseWithProgress(apiKey, log);
      const wording = { l10n: vscode.l10n, problemText, formatDate };
      const { known } = chat.requestOptions.sheet();
      const text = diagnosisReport(diagnosis, {
        ...wording,
        apiKey,
        known: knownOptionLines(known, translatePanelStrings(), formatDate),
        environment: environment(),
      });
      await report.show(text);
      // Notifications show no Markdown.
      void offerCopy(diagnosisSummary(diagnosis, wording).replaceAll('`', ''), text);
    },
  };
}

function diagnoseWithProgress(apiKey: string | undefined, log: vscode.LogOutputChannel): Thenable<Diagnosis> {
  const { baseUrl, model, idleTimeoutSeconds } = readSettings();
  const title = vscode.l10n.t('Diagnosing the connection');
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const controller = new AbortController();
      const cancelled = token.onCancellationRequested(() => controller.abort());
      try {
        return await diagnose({
          baseUrl,
          model,
          apiKey,
          idleTimeoutMs: idleTimeoutSeconds * 1000,
          proxy: readProxySettings(),
          fetch,
          network,
          log,
          now: () => performance.now(),
          signal: controller.signal,
          onStep: (name) => progress.report({ message: stepTitle(name, vscode.l10n) }),
          confirmResponse: (host) => confirmResponse(host, model),
        });
      } finally {
        cancelled.dispose();
      }
    },
  );
}

function readProxySettings(): ProxySettings {
  const http = vscode.workspace.getConfiguration('http');
  return {
    proxy: http.get<string>('proxy', ''),
    support: http.get<string>('proxySupport', 'override'),
    exceptions: http.get<string[]>('noProxy', []),
  };
}

async function confirmResponse(host: string, model: string): Promise<boolean> {
  const send = { title: vscode.l10n.t('Send Request'), isCloseAffordance: false };
  const skip = { title: vscode.l10n.t('Skip'), isCloseAffordance: true };
  const choice = await vscode.window.showInformationMessage(
    vscode.l10n.t('Test a streamed answer too?'),
    {
      modal: true,
      detail: vscode.l10n.t(
        'One short request goes to {0} for at most {1} tokens of {2}. It may cost a fraction of a cent.',
        host,
        testAnswerTokens,
        model,
      ),
    },
    send,
    skip,
  );
  return choice === send;
}

async function offerCopy(summary: string, text: string): Promise<void> {
  const copy = vscode.l10n.t('Copy Report');
  const choice = await vscode.window.showInformationMessage(summary, copy);
  if (choice === copy) await vscode.env.clipboard.writeText(text);
}

function environment(): string[] {
  const extension = vscode.extensions.getExtension('cometapi.cometapi-assistant');
  return [
    `CometAPI Assistant ${extension?.packageJSON.version}`,
    `VS Code ${vscode.version}${vscode.env.remoteName === undefined ? '' : `, ${vscode.env.remoteName}`}`,
    `${process.platform} ${process.arch}`,
    new Date().toISOString(),
  ];
}

function formatDate(date: number): string {
  return new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'medium' }).format(date);
}
