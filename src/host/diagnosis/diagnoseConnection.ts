import { parseBaseUrl } from '../../api/baseUrl.ts';
import { type ApiLog, type Client, createClient } from '../../api/client.ts';
import { ApiError } from '../../api/errors.ts';
import { networkFailureOf, systemCode } from '../../api/networkFailure.ts';
import { problemOf } from '../../chat/problem.ts';
import {
  type Diagnosis,
  type Finding,
  type SkipReason,
  type Step,
  type StepName,
  stepNames,
} from './diagnosis.ts';
import type { Network } from './network.ts';
import { type ProxySettings, proxyUseOf } from './proxy.ts';
import { testAnswer } from './testAnswer.ts';

export interface DiagnosisOptions {
  readonly baseUrl: string;
  readonly model: string;
  readonly idleTimeoutMs: number;
  readonly proxy: ProxySettings;
  /** The key for the origin of the base URL. */
  readonly apiKey: string | undefined;
  /** VS Code's own, which knows its proxies and certificates. */
  readonly fetch: typeof fetch;
  readonly network: Network;
  readonly log: ApiLog;
  /** Milliseconds since any moment. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** A step begins. */
  readonly onStep: (name: StepName) => void;
  /** Whether the person wants the request that may cost something. */
  readonly confirmResponse: (host: string) => Promise<boolean>;
}

const lookupTimeoutMs = 10_000;
const connectTimeoutMs = 30_000;

/**
 * Goes the way of a request step by step and tells what each one found. Never rejects because of the network or
 * the server; once the signal is aborted, the remaining steps are skipped. Nothing is sent without a usable base
 * URL and a key, and no model is asked without a yes. A failed direct connection does not end the diagnosis: what
 * counts is whether VS Code's own fetch gets through.
 */
export async function diagnoseConnection(options: DiagnosisOptions): Promise<Diagnosis> {
  const { model, apiKey, network, now, signal, onStep } = options;
  const steps: Step[] = [];

  /** Takes a step, unless there is a reason to skip it. */
  async function take(
    name: StepName,
    skip: SkipReason | undefined,
    find: () => Finding | Promise<Finding>,
  ): Promise<Finding> {
    onStep(name);
    const started = now();
    const reason = signal.aborted ? 'cancelled' : skip;
    const finding = reason === undefined ? await findingOf(find, options) : skipped(reason);
    steps.push({ name, finding, ms: now() - started });
    return finding;
  }

  const base = parseBaseUrl(options.baseUrl);
  if (!base.ok) {
    await take('settings', undefined, () => ({ kind: 'bad-base-url', problem: base.problem }));
    for (const name of stepNames.slice(1)) {
      await take(name, 'earlier_failure', () => skipped('earlier_failure'));
    }
    return { steps, host: undefined };
  }
  const { url, host } = base;
  await take('settings', undefined, () => ({ kind: 'base-url', url, model, hasKey: apiKey !== undefined }));

  const use = proxyUseOf(url, options.proxy);
  await take('proxy', undefined, () => ({ kind: 'proxy', use }));
  const direct = use.kind === 'configured' || use.kind === 'unreadable' ? 'proxy' : undefined;
  await take('dns', direct, async () => ({
    kind: 'addresses',
    addresses: await network.resolve(url, within(signal, lookupTimeoutMs)),
  }));
  await take('connection', direct, async () => ({
    kind: 'connected',
    connection: await network.connect(url, within(signal, connectTimeoutMs)),
  }));

  const client = apiKey === undefined ? undefined : clientOf(options, url, apiKey);
  const models = await take('models', client === undefined ? 'no_key' : undefined, async () => {
    const list = (await client?.listModels({ signal })) ?? [];
    return { kind: 'models', count: list.length, model, hasModel: list.some(({ id }) => id === model) };
  });

  // The question is the person's time, not the step's.
  const reason = await reasonToSkipResponse(models, options, host);
  await take('response', reason, async () => {
    if (client === undefined) return skipped('no_key');
    const { idleTimeoutMs } = options;
    return { kind: 'answer', answer: await testAnswer({ client, model, idleTimeoutMs, signal, now }) };
  });
  return { steps, host };
}

function clientOf({ fetch, log }: DiagnosisOptions, baseUrl: string, apiKey: string): Client {
  return createClient({ baseUrl, apiKey, fetch, log });
}

async function reasonToSkipResponse(
  models: Finding,
  { confirmResponse, signal }: DiagnosisOptions,
  host: string,
): Promise<SkipReason | undefined> {
  if (models.kind === 'skipped') return models.reason;
  // Some gateways answer requests without having a list.
  const isAnswered =
    models.kind === 'models' || (models.kind === 'problem' && models.problem.code === 'not_found');
  if (!isAnswered) return 'earlier_failure';
  if (signal.aborted) return 'cancelled';
  return (await confirmResponse(host)) ? undefined : 'declined';
}

/** What `find` finds, also when it fails. */
async function findingOf(
  find: () => Finding | Promise<Finding>,
  { signal, model }: DiagnosisOptions,
): Promise<Finding> {
  try {
    return await find();
  } catch (error) {
    if (signal.aborted) return skipped('cancelled');
    if (error instanceof ApiError && error.code !== 'unreachable') {
      return { kind: 'problem', problem: { ...problemOf(error), model } };
    }
    const cause = error instanceof ApiError ? error.cause : error;
    // An error without a code is no failure of the network but a defect of ours.
    if (error === cause && !(error instanceof Error && 'code' in error)) throw error;
    return { kind: 'no-connection', failure: networkFailureOf(cause), code: systemCode(cause) };
  }
}

function skipped(reason: SkipReason): Finding {
  return { kind: 'skipped', reason };
}

function within(signal: AbortSignal, ms: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(ms)]);
}
