import { redact } from '../../api/redact.ts';
import type { Diagnosis, Step, StepName } from './diagnosis.ts';
import { type FindingText, findingText, type Localizer, type Wording } from './findingText.ts';

export interface ReportOptions extends Wording {
  /** Taken out of the report, should anything have brought it there. */
  readonly apiKey: string | undefined;
  /** Versions and the like, one line each. */
  readonly environment: readonly string[];
  /** What is known of the request options the models take, one line each. */
  readonly known?: readonly string[];
}

/** A diagnosis as Markdown in the person's language, without the key in any form. */
export function diagnosisReport(diagnosis: Diagnosis, options: ReportOptions): string {
  const { l10n, apiKey, environment, known = [] } = options;
  const total = diagnosis.steps.reduce((sum, { ms }) => sum + ms, 0);
  const lines = [
    `# ${l10n.t('CometAPI connection report')}`,
    diagnosisSummary(diagnosis, options),
    ...diagnosis.steps.map((step, at) => section(step, at + 1, options)),
    `${l10n.t('Total: {0} ms', Math.round(total))}`,
    ...(known.length === 0 ? [] : [`## ${l10n.t('What the models accept')}`, list(known)]),
    list(environment),
  ];
  return redact(`${lines.join('\n\n')}\n`, apiKey);
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** The outcome in one or two sentences. */
export function diagnosisSummary({ steps }: Diagnosis, wording: Wording): string {
  const { l10n } = wording;
  const texts = new Map(steps.map(({ name, finding }) => [name, findingText(finding, wording)]));
  const works = texts.get('models')?.outcome === 'ok' || texts.get('response')?.outcome === 'ok';
  const failed = steps.filter(({ name }) => texts.get(name)?.outcome === 'failed').map(({ name }) => name);
  if (works && !failed.includes('response')) {
    const isDirect = !failed.includes('dns') && !failed.includes('connection');
    return isDirect
      ? l10n.t('The connection works.')
      : l10n.t('The connection works. VS Code found another way than the direct one, which failed.');
  }
  // What VS Code's own request says counts more than the direct connection.
  const order: readonly StepName[] = ['response', 'models', 'settings', 'connection', 'dns', 'proxy'];
  const worst = texts.get(order.find((name) => failed.includes(name)) ?? 'settings');
  if (worst?.outcome === 'failed') return sentences(worst);
  return l10n.t('The diagnosis did not come to its end.');
}

function section({ name, finding, ms }: Step, number: number, wording: Wording): string {
  const { l10n } = wording;
  const said = findingText(finding, wording);
  const heading = `## ${number}. ${stepTitle(name, l10n)}: ${outcomeText(said.outcome, l10n)}`;
  const time = said.outcome === 'skipped' ? '' : ` (${l10n.t('{0} ms', Math.round(ms))})`;
  const next = said.next === undefined ? [] : [l10n.t('Next step: {0}', said.next)];
  return [heading + time, said.text, ...next].join('\n\n');
}

function sentences({ text, next }: FindingText): string {
  return next === undefined ? text : `${text} ${next}`;
}

/** What a step is about. */
export function stepTitle(name: StepName, l10n: Localizer): string {
  switch (name) {
    case 'settings':
      return l10n.t('Settings');
    case 'proxy':
      return l10n.t('Proxy');
    case 'dns':
      return l10n.t('Name look-up (DNS)');
    case 'connection':
      return l10n.t('Direct connection (TCP and TLS)');
    case 'models':
      return l10n.t('Key and model list');
    case 'response':
      return l10n.t('Streamed answer');
  }
}

function outcomeText(outcome: FindingText['outcome'], l10n: Localizer): string {
  switch (outcome) {
    case 'ok':
      return l10n.t('OK');
    case 'failed':
      return l10n.t('failed');
    case 'skipped':
      return l10n.t('skipped');
  }
}
