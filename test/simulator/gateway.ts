import { jsonReply, type Step } from './steps.ts';

/** A refusal as the wire says it. Gateways leave fields empty rather than out. */
export interface WireError {
  readonly status: number;
  readonly message: string;
  readonly type: string;
  readonly code: string | null;
  readonly param?: string | null;
}

/** The gateway's own refusals. Its `type` tells them from errors passed through from a provider. */
export function gatewayError(status: number, code: string, message: string): WireError {
  return { status, message, type: 'comet_api_error', code };
}

/** A refusal of the provider behind the gateway. */
export function upstreamError(
  message: string,
  {
    param,
    code,
    status = 400,
  }: { readonly param: string | null; readonly code: string | null; readonly status?: number },
): WireError {
  return { status, message, type: 'invalid_request_error', param, code };
}

/** The error as a reply. Every message ends in the request id, which is also in a header. */
export function errorReply(
  { status, message, type, code, param }: WireError,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): readonly Step[] {
  return jsonReply(
    status,
    {
      error: {
        message: `${message} (request id: ${requestId})`,
        type,
        ...(param === undefined ? {} : { param }),
        code,
      },
    },
    { 'X-Oneapi-Request-Id': requestId, ...headers },
  );
}

export function unknownModel(model: string): WireError {
  return gatewayError(
    503,
    'model_not_found',
    `no available channel for group default and model ${model} (distributor)`,
  );
}

export const notImplemented: WireError = {
  status: 501,
  message: 'API not implemented',
  type: 'new_api_error',
  param: '',
  code: 'api_not_implemented',
};

/** A path under `/v1` that is no route. This reply carries no request id. */
export function invalidUrl(method: string, path: string): readonly Step[] {
  return jsonReply(404, {
    error: { message: `Invalid URL (${method} ${path})`, type: 'invalid_request_error', param: '', code: '' },
  });
}

/** The console's single page, which the gateway serves for every path that is not an API route. */
export function consolePage(): readonly Step[] {
  const html =
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>CometAPI</title></head>' +
    '<body><div id="root"></div></body></html>';
  return [
    { kind: 'head', status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' } },
    { kind: 'bytes', bytes: html },
  ];
}

/** Headers a browser's host needs on every reply. */
export const corsHeaders: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
  'Access-Control-Allow-Headers': '*, Authorization, Content-Type',
  'Access-Control-Expose-Headers': 'X-Oneapi-Request-Id, Retry-After',
};

/** An id in the gateway's form: the time to the nanosecond, then eight characters. */
export function gatewayRequestId(now: number, random: string): string {
  const digits = new Date(now).toISOString().replace(/\D/g, '');
  return `${digits}000000${random.slice(0, 8)}`;
}
