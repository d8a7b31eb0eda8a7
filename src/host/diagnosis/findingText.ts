import type { BaseUrlProblem } from '../../api/baseUrl.ts';
import type { Problem } from '../../protocol/problem.ts';
import type { DirectConnection, Finding, ProxyUse, SkipReason, TestAnswer } from './diagnosis.ts';
import { networkFailureText } from './networkFailureText.ts';

/** `vscode.l10n`, or what stands in for it in a test. */
export interface Localizer {
  t(message: string, ...values: (string | number)[]): string;
}

export interface Wording {
  readonly l10n: Localizer;
  /** Title and sentence of a problem in the person's language. */
  readonly problemText: (problem: Problem) => { readonly title: string; readonly text: string };
  /** A date in the person's language, from epoch milliseconds. */
  readonly formatDate: (date: number) => string;
}

/** A finding in words. Values that come from outside stand in code spans, where Markdown has no effect. */
export interface FindingText {
  readonly outcome: 'ok' | 'failed' | 'skipped';
  readonly text: string;
  /** What the person can do about it. */
  readonly next?: string;
}

/** What a finding means, in the person's language. */
export function findingText(finding: Finding, wording: Wording): FindingText {
  const { l10n, problemText } = wording;
  switch (finding.kind) {
    case 'base-url':
      return baseUrlText(finding, l10n);
    case 'bad-base-url':
      return {
        outcome: 'failed',
        text: badBaseUrlText(finding.problem, l10n),
        next: l10n.t('Correct it in the setting {0}.', '`cometapi.baseUrl`'),
      };
    case 'proxy':
      return proxyText(finding.use, l10n);
    case 'addresses':
      return {
        outcome: 'ok',
        text: l10n.t('The host has these addresses: {0}.', finding.addresses.map(code).join(', ')),
      };
    case 'connected':
      return { outcome: 'ok', text: connectionText(finding.connection, wording) };
    case 'no-connection': {
      const { text, next } = networkFailureText(finding.failure, l10n);
      const withCode = text.replace(/\.$/, ` (${code(finding.code)}).`);
      return { outcome: 'failed', text: withCode, next };
    }
    case 'models':
      return modelsText(finding, l10n);
    case 'answer':
      return { outcome: 'ok', text: answerText(finding.answer, l10n) };
    case 'problem': {
      const { title, text } = problemText(finding.problem);
      const said = [`${title}.`, text, ...factsOf(finding.problem)].join(' ');
      return { outcome: 'failed', text: said, ...nextAfterProblem(finding.problem.code, l10n) };
    }
    case 'skipped':
      return { outcome: 'skipped', text: skippedText(finding.reason, l10n) };
  }
}

function baseUrlText(
  { url, model, hasKey }: Finding & { readonly kind: 'base-url' },
  l10n: Localizer,
): FindingText {
  const target = l10n.t('Requests go to {0} and ask for the model {1}.', code(url), code(model));
  return hasKey
    ? { outcome: 'ok', text: `${target} ${l10n.t('A key is set for this server.')}` }
    : {
        outcome: 'failed',
        text: `${target} ${l10n.t('No key is set for this server.')}`,
        next: l10n.t('Run the command CometAPI: Set API Key.'),
      };
}

function badBaseUrlText(problem: BaseUrlProblem, l10n: Localizer): string {
  switch (problem) {
    case 'empty':
      return l10n.t('The base URL is empty.');
    case 'not_a_url':
      return l10n.t('The base URL is not a web address.');
    case 'not_https':
      return l10n.t('The base URL must begin with https, except for a server on this machine.');
    case 'has_credentials':
      return l10n.t('The base URL must not contain a user name or password.');
    case 'has_query_or_fragment':
      return l10n.t('The base URL must not contain a question mark or a number sign.');
  }
}

function proxyText(use: ProxyUse, l10n: Localizer): FindingText {
  switch (use.kind) {
    case 'configured':
      return {
        outcome: 'ok',
        text: l10n.t('VS Code sends requests through the proxy {0}.', code(use.proxy)),
      };
    case 'unreadable':
      return {
        outcome: 'failed',
        text: l10n.t('The proxy in the settings of VS Code is not a web address.'),
        next: l10n.t('Correct it in the setting {0}.', '`http.proxy`'),
      };
    case 'system':
      return {
        outcome: 'ok',
        text: l10n.t(
          'The settings of VS Code name no proxy. That of the operating system is used, if there is one.',
        ),
      };
    case 'none':
      return { outcome: 'ok', text: noProxyText(use.because, l10n) };
  }
}

function noProxyText(because: 'off' | 'loopback' | 'exception', l10n: Localizer): string {
  switch (because) {
    case 'off':
      return l10n.t('No proxy is used: {0} is off.', '`http.proxySupport`');
    case 'loopback':
      return l10n.t('No proxy is used for a server on this machine.');
    case 'exception':
      return l10n.t('No proxy is used: the host is listed in {0}.', '`http.noProxy`');
  }
}

function connectionText({ address, tcpMs, tls }: DirectConnection, { l10n, formatDate }: Wording): string {
  const tcp = l10n.t('Connected to {0} in {1} ms.', code(address), Math.round(tcpMs));
  if (tls === undefined) return `${tcp} ${l10n.t('Unencrypted, within this machine.')}`;
  const { ms, protocol, issuer, validUntil } = tls;
  const handshake = l10n.t('Encrypted with {0} in {1} ms.', code(protocol), Math.round(ms));
  const certificate = l10n.t(
    'The certificate is valid until {0} and was issued by {1}.',
    formatDate(validUntil),
    code(issuer),
  );
  return `${tcp} ${handshake} ${certificate}`;
}

function modelsText(
  { count, model, hasModel }: Finding & { readonly kind: 'models' },
  l10n: Localizer,
): FindingText {
  const text = l10n.t('The key works. Models for text in the list: {0}.', count);
  if (hasModel) return { outcome: 'ok', text };
  return {
    outcome: 'ok',
    text: `${text} ${l10n.t('The chosen model {0} is not among them.', code(model))}`,
    next: l10n.t('If answers fail, run the command CometAPI: Select Model.'),
  };
}

function answerText({ firstEventMs, firstTextMs, end, retries }: TestAnswer, l10n: Localizer): string {
  return [
    l10n.t('The answer began after {0} ms.', Math.round(firstEventMs)),
    firstTextMs === undefined
      ? l10n.t('It contained no text.')
      : l10n.t('Its first text came after {0} ms.', Math.round(firstTextMs)),
    ...(end === 'incomplete' ? [l10n.t('It ended at the limit of this test.')] : []),
    ...(retries === 0 ? [] : [l10n.t('Requests that had to be sent again: {0}.', retries)]),
  ].join(' ');
}

function skippedText(reason: SkipReason, l10n: Localizer): string {
  switch (reason) {
    case 'proxy':
      return l10n.t('Skipped: a proxy is configured.');
    case 'no_key':
      return l10n.t('Skipped: no key is set for this server.');
    case 'earlier_failure':
      return l10n.t('Skipped: an earlier step failed.');
    case 'declined':
      return l10n.t('Skipped, as you wished.');
    case 'cancelled':
      return l10n.t('Skipped: the diagnosis was cancelled.');
  }
}

/** What the server said, for those who look after it. */
function factsOf({ status, serverMessage, requestId }: Problem): string[] {
  const facts = [status === undefined ? undefined : `HTTP ${status}`, serverMessage, requestId];
  return facts.flatMap((fact) => (fact === undefined ? [] : [code(fact)]));
}

/** The next step, where the sentence of the problem is not one already. */
function nextAfterProblem(problem: Problem['code'], l10n: Localizer): { readonly next?: string } {
  switch (problem) {
    case 'invalid_key':
    case 'no_key':
      return { next: l10n.t('Run the command CometAPI: Set API Key.') };
    case 'forbidden':
    case 'model_not_found':
    case 'unsupported':
    case 'images_refused':
    case 'files_refused':
      return { next: l10n.t('Run the command CometAPI: Select Model.') };
    case 'not_found':
    case 'not_an_api':
    case 'redirected':
    case 'not_kept':
    case 'invalid_base_url':
      return { next: l10n.t('Check the base URL in the setting {0}.', '`cometapi.baseUrl`') };
    case 'no_credit':
    case 'context_too_long':
    case 'invalid_request':
    case 'rate_limited':
    case 'server_error':
    case 'unreachable':
    case 'cut':
    case 'idle':
    case 'restarted':
    case 'content_filter':
    case 'failed':
    case 'unexpected':
      return {};
  }
}

/** A code span: Markdown and links in `text` have no effect. */
function code(text: string): string {
  return `\`${text.replace(/[`\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').trim() || ' '}\``;
}
