import * as z from 'zod/mini';
import { gatewayError, unknownModel, upstreamError, type WireError } from './gateway.ts';
import { inputItems, inputParts, outputParts, tools } from './inputItems.ts';
import { mediaProblem } from './inputMedia.ts';
import { models } from './models.ts';
import { invalidType, invalidValue, missing, type Path, parameterError, written } from './parameterError.ts';
import type { Persona } from './persona.ts';
import { type ResponsesRequest, requestSchema } from './requestSchema.ts';
import { strictProblem } from './strictSubset.ts';

type Checked =
  | { readonly ok: true; readonly request: ResponsesRequest }
  | { readonly ok: false; readonly error: WireError };

/** Accepts the body of `POST /responses` or refuses it the way the gateway or the provider behind it would. */
export function checkRequest(
  body: unknown,
  { isGateway, unknownModel }: Pick<Persona, 'isGateway' | 'unknownModel'>,
): Checked {
  const beforehand = isGateway ? gatewayProblem(body) : providerProblem(body, unknownModel);
  if (beforehand !== undefined) return { ok: false, error: beforehand };
  const parsed = requestSchema.safeParse(body);
  if (!parsed.success) return { ok: false, error: parameterError(parsed.error.issues, [], body) };
  const request = parsed.data;
  const error =
    inputProblem(request.input) ?? toolProblem(request) ?? formatProblem(request) ?? modelProblem(request);
  return error === undefined ? { ok: true, request } : { ok: false, error };
}

/** What the gateway itself needs to know before it passes a request on. */
function gatewayProblem(body: unknown): WireError | undefined {
  if (!isRecord(body)) return gatewayError(400, 'invalid_request', 'invalid JSON body');
  const { model, input } = body;
  if (typeof model !== 'string' || model === '') return gatewayError(400, '', 'model name is required');
  const known = models.get(model);
  if (known === undefined) return unknownModel(model);
  if (input === undefined || input === null)
    return gatewayError(500, 'invalid_request', 'field input is required');
  if (!known.endpoints.includes('openai-response')) {
    return gatewayError(500, 'convert_request_failed', `model ${model} does not support /v1/responses`);
  }
  return undefined;
}

/** What a provider without a gateway says to the same. */
function providerProblem(body: unknown, unknownModel: Persona['unknownModel']): WireError | undefined {
  if (!isRecord(body)) return upstreamError('Invalid body: expected an object.', { param: null, code: null });
  const { model, input } = body;
  if (typeof model !== 'string') return missing(['model']);
  if (!models.has(model)) return unknownModel(model);
  return input === undefined || input === null ? missing(['input']) : undefined;
}

function inputProblem(input: unknown): WireError | undefined {
  if (typeof input === 'string') return undefined;
  if (!Array.isArray(input)) return invalidType(['input'], 'one of an array of objects or string', input);
  const items: readonly unknown[] = input;
  return first(items, (item, index) => itemProblem(item, ['input', index])) ?? callProblem(items);
}

function itemProblem(item: unknown, path: Path): WireError | undefined {
  if (!isRecord(item)) return invalidType(path, 'an input item', item);
  const type = item['type'] ?? ('role' in item ? 'message' : 'item_reference');
  return (
    dispatched(item, { type, schemas: inputItems, path }) ??
    (type === 'message' ? contentProblem(item, path) : undefined)
  );
}

function contentProblem(
  { role, content }: Readonly<Record<string, unknown>>,
  path: Path,
): WireError | undefined {
  if (typeof content === 'string') return undefined;
  const place = [...path, 'content'];
  if (content === undefined) return missing(place);
  if (!Array.isArray(content)) return invalidType(place, 'one of an array of objects or string', content);
  const schemas = role === 'assistant' ? outputParts : inputParts;
  return first(content, (part: unknown, index) => {
    const at = [...place, index];
    return isRecord(part)
      ? (dispatched(part, { type: part['type'], schemas, path: at }) ?? mediaProblem(part, at))
      : invalidType(at, 'an object', part);
  });
}

/** Every call in the input needs its output, and the other way round. */
function callProblem(items: readonly unknown[]): WireError | undefined {
  const ids = (type: string): readonly string[] =>
    items.filter(isRecord).flatMap((item) => (item['type'] === type ? [String(item['call_id'])] : []));
  const calls = ids('function_call');
  const outputs = ids('function_call_output');
  const unanswered = calls.find((id) => !outputs.includes(id));
  if (unanswered !== undefined) {
    return upstreamError(`No tool output found for function call ${unanswered}.`, {
      param: 'input',
      code: null,
    });
  }
  return undefined;
}

function toolProblem({ tools: list }: ResponsesRequest): WireError | undefined {
  return first(list ?? [], (tool, index) => {
    const path = ['tools', index];
    const problem = dispatched(tool, { type: tool.type, schemas: tools, path });
    if (problem !== undefined || tool.type !== 'function' || tool['strict'] !== true) return problem;
    const reason = strictProblem(tool['parameters']);
    return reason === undefined
      ? undefined
      : upstreamError(`Invalid schema for function '${String(tool['name'])}': ${reason}`, {
          param: `${written(path)}.parameters`,
          code: 'invalid_function_parameters',
        });
  });
}

function formatProblem({ text, input }: ResponsesRequest): WireError | undefined {
  const format = text?.format;
  if (format?.type === 'json_object' && !/json/i.test(JSON.stringify(input))) {
    const message =
      "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.";
    return upstreamError(message, { param: 'input', code: null });
  }
  if (format?.type !== 'json_schema' || format.strict !== true) return undefined;
  const reason = strictProblem(format.schema);
  return reason === undefined
    ? undefined
    : upstreamError(`Invalid schema for response_format '${format.name}': ${reason}`, {
        param: 'text.format.schema',
        code: 'invalid_json_schema',
      });
}

/** Sampling parameters are refused by models that reason. */
function modelProblem({ model, reasoning, temperature, top_p }: ResponsesRequest): WireError | undefined {
  const effort = reasoning?.effort ?? models.get(model)?.defaultEffort ?? 'none';
  if (effort === 'none') return undefined;
  const param =
    typeof temperature === 'number' ? 'temperature' : typeof top_p === 'number' ? 'top_p' : undefined;
  return param === undefined
    ? undefined
    : upstreamError(`Unsupported parameter: '${param}' is not supported with this model.`, {
        param,
        code: null,
      });
}

function dispatched(
  value: Readonly<Record<string, unknown>>,
  {
    type,
    schemas,
    path,
  }: {
    readonly type: unknown;
    readonly schemas: Readonly<Record<string, z.core.$ZodType>>;
    readonly path: Path;
  },
): WireError | undefined {
  if (type === undefined) return missing([...path, 'type']);
  const schema = typeof type === 'string' && Object.hasOwn(schemas, type) ? schemas[type] : undefined;
  if (schema === undefined) return invalidValue([...path, 'type'], type, Object.keys(schemas));
  const parsed = z.safeParse(schema, value);
  return parsed.success ? undefined : parameterError(parsed.error.issues, path, value);
}

function first<T>(
  values: readonly T[],
  problem: (value: T, index: number) => WireError | undefined,
): WireError | undefined {
  for (const [index, value] of values.entries()) {
    const found = problem(value, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
