import type { BaseUrlProblem } from '../../api/baseUrl.ts';
import type { NetworkFailure } from '../../api/networkFailure.ts';
import type { Problem } from '../../protocol/problem.ts';

/** The steps of a diagnosis, in their order. */
export const stepNames = ['settings', 'proxy', 'dns', 'connection', 'models', 'response'] as const;
export type StepName = (typeof stepNames)[number];

/** A step that is over. `ms` is how long it took; questions to the person do not count. */
export interface Step {
  readonly name: StepName;
  readonly finding: Finding;
  readonly ms: number;
}

export interface Diagnosis {
  /** One for each name, in order. */
  readonly steps: readonly Step[];
  /** The host and port of the base URL; undefined when it cannot be used. */
  readonly host: string | undefined;
}

/** What a step found out. Facts only; `findingText` puts them into words. */
export type Finding =
  | {
      readonly kind: 'base-url';
      readonly url: string;
      readonly model: string;
      /** Whether a key was entered for the origin of the URL. */
      readonly hasKey: boolean;
    }
  | { readonly kind: 'bad-base-url'; readonly problem: BaseUrlProblem }
  | { readonly kind: 'proxy'; readonly use: ProxyUse }
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | { readonly kind: 'connected'; readonly connection: DirectConnection }
  /** `code` is the system's own name of the failure. */
  | { readonly kind: 'no-connection'; readonly failure: NetworkFailure; readonly code: string }
  | { readonly kind: 'models'; readonly count: number; readonly model: string; readonly hasModel: boolean }
  | { readonly kind: 'answer'; readonly answer: TestAnswer }
  /** The server, or what stands in its place, answered with an error. */
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'skipped'; readonly reason: SkipReason };

export type SkipReason = 'proxy' | 'no_key' | 'earlier_failure' | 'declined' | 'cancelled';

/** The way requests take, as far as the settings of VS Code tell. */
export type ProxyUse =
  /** `http.proxy` names one; host and port without user name and password. */
  | { readonly kind: 'configured'; readonly proxy: string }
  /** `http.proxy` holds something that is no address. */
  | { readonly kind: 'unreadable' }
  /** None is named; that of the operating system applies, if there is one. */
  | { readonly kind: 'system' }
  | { readonly kind: 'none'; readonly because: 'off' | 'loopback' | 'exception' };

/** A connection made without VS Code's fetch and without a proxy. */
export interface DirectConnection {
  readonly address: string;
  readonly tcpMs: number;
  readonly tls?: {
    readonly ms: number;
    readonly protocol: string;
    /** Who issued the certificate of the server. */
    readonly issuer: string;
    /** Epoch milliseconds. */
    readonly validUntil: number;
  };
}

/** A streamed response that came to an end. Times are in milliseconds since the request was made. */
export interface TestAnswer {
  readonly firstEventMs: number;
  /** Undefined when the few tokens were used up before any text. */
  readonly firstTextMs: number | undefined;
  readonly end: 'completed' | 'incomplete';
  /** How often the request had to be sent again. */
  readonly retries: number;
}
