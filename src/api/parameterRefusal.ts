import type { ApiError } from './errors.ts';
import { isList, namesMember, refusedMembers } from './listMembers.ts';
import {
  type Parameter,
  type ParameterName,
  type ParameterValues,
  parameterNames,
  parameters,
} from './parameters.ts';

/** A parameter, one of its values, or one member of a list that a model does not take. */
export interface ParameterRefusal {
  readonly name: ParameterName;
  /** The value that was refused; absent when no value is taken. */
  readonly value?: unknown;
  /** What is sent in its place; absent when the parameter is left out. */
  readonly instead?: unknown;
  /** For `include` and `tools`: the one member that is left out (see `memberName`); the others are taken. */
  readonly member?: string;
}

/**
 * What an error objects to, out of the parameters the request carried: those `param` points at, or where it is
 * empty, those its words name. Empty when the failure has another reason.
 */
export function refusalsIn(error: ApiError, carried: ParameterValues): readonly ParameterRefusal[] {
  if (!isRefusal(error)) return [];
  const { param = '', serverMessage: message = '' } = error.facts;
  const names = parameterNames.filter((name) => carried[name] !== undefined);
  const named = param === '' ? namedIn(error, names, carried) : pointedAt(param, names, message);
  // Of two that do not go together one may stay: the one people know better.
  const refused = /\b(both|only one|either)\b/i.test(message) && named.length > 1 ? named.slice(1) : named;
  return refused.flatMap((name) => refusalsOf(name, carried[name], error));
}

/** Whether this kind of failure can be about a parameter at all. */
function isRefusal({ code, facts }: ApiError): boolean {
  switch (code) {
    case 'invalid_request':
      return true;
    // Gateways wrap a refusal of the provider in these.
    case 'unsupported':
    case 'server_error':
    case 'failed':
      return objection.test(`${facts.serverCode ?? ''} ${facts.serverMessage ?? ''}`);
    case 'invalid_key':
    case 'no_credit':
    case 'forbidden':
    case 'model_not_found':
    case 'context_too_long':
    case 'rate_limited':
    case 'not_found':
    case 'not_an_api':
    case 'redirected':
    case 'not_kept':
    case 'unreachable':
    case 'cut':
    case 'idle':
    case 'content_filter':
      return false;
  }
}

const objection = new RegExp(
  [
    'unsupported|not (be )?(supported|permitted|allowed|accepted|available|enabled|valid|implemented)',
    "(does not|doesn't|do not) (support|accept|allow)",
    'unknown|unrecogni[sz]ed|unexpected|extra inputs|deprecated|invalid|cannot|must be|should be',
  ].join('|'),
  'i',
);

/** Wholly not taken, whatever its value. */
const noValueTaken =
  /(unsupported|unknown|unrecogni[sz]ed|unexpected)[\s_]+(request[\s_]+)?(parameter|argument|field|name|keyword|property)|extra inputs|only the default|deprecated/i;

/** No word on whether the value is a good one. */
const unsupported =
  /unsupported|not (be )?(supported|permitted|allowed|accepted|available|enabled|implemented)|(does not|doesn't|do not) (support|accept|allow)|unknown|unrecogni[sz]ed|unexpected|extra inputs|deprecated|cannot/i;

const aboutValue =
  /(unsupported|invalid|supported|allowed|permitted)[\s_]+values?|one of|(above|below)[\s_]m|(less|greater) than|[<>]=|out of range|does not support ['"`]?[\d.]/i;

/** By the path in `param`: the parameter itself, something inside it, or the object it is in. */
function pointedAt(
  param: string,
  names: readonly ParameterName[],
  message: string,
): readonly ParameterName[] {
  const path = spelling(param.replace(/^body\./, '').replaceAll(/\[[^\]]*\]/g, ''));
  const direct = names.filter((name) => {
    const known = spelling(name);
    return path === known || path.startsWith(`${known}.`) || path === known.replace('.', '_');
  });
  if (direct.length > 0) return direct;
  const inside = names.filter((name) => spelling(name).startsWith(`${path}.`) || name.endsWith(`.${path}`));
  const mentioned = inside.filter((name) => mentions(message, name));
  return mentioned.length > 0 ? mentioned : inside;
}

/** By the words of the message. */
function namedIn(
  { facts }: ApiError,
  names: readonly ParameterName[],
  carried: ParameterValues,
): readonly ParameterName[] {
  const { serverCode = '', serverMessage = '' } = facts;
  if (!objection.test(`${serverCode} ${serverMessage}`)) return [];
  const named = names.filter(
    (name) =>
      mentions(serverMessage, name) || (isList(name) && namesMember(name, carried[name], serverMessage)),
  );
  if (named.length > 0) return named;
  // "Invalid value: 'xhigh'. Supported values are: …" tells only the value.
  const [, value] = /\bvalue:? ['"`]([^'"`]+)['"`]/i.exec(serverMessage) ?? [];
  return names.filter((name) => value !== undefined && carried[name] === value);
}

/** In any spelling: `top_p`, `topP`, `reasoning effort`. Names that are also words must stand as a name. */
function mentions(message: string, name: ParameterName): boolean {
  const segments = name.split(/[._]/).join('[._ ]?');
  const last = name.split('.').at(-1) ?? name;
  const short = last.split('_').join('[_ ]?');
  const quoted = new RegExp(`['"\`“](?:${segments}|${short})['"\`”\\[.]`, 'i');
  const asName = new RegExp(
    `(parameter|argument|field|property|name|input|option)s?(?: supplied| on this model)?:? (?:\\w+, )*(?:${segments}|${short})\\b`,
    'i',
  );
  if (quoted.test(message) || asName.test(message)) return true;
  const isOwnWord = /[._]/.test(name) || name === 'temperature';
  return isOwnWord && new RegExp(`(?<![\\w.])(?:${segments})(?![\\w.]*\\w)`, 'i').test(message);
}

function refusalsOf(name: ParameterName, value: unknown, { facts }: ApiError): readonly ParameterRefusal[] {
  const { serverCode = '', serverMessage = '', param = '' } = facts;
  const words = `${serverCode} ${serverMessage}`;
  if (isList(name) && Array.isArray(value)) {
    return refusedMembers({ name, members: value, param, words }).map((member) =>
      member === undefined ? { name } : { name, member },
    );
  }
  const { range }: Parameter = parameters[name];
  // What stands inside a structure is the person's to correct, unless the model has no use for it at all.
  if (range.kind === 'json' && !unsupported.test(words)) return [];
  if (noValueTaken.test(words) || !aboutValue.test(words)) return [{ name }];
  const instead = replacement(name, value, serverMessage);
  return [instead === undefined ? { name, value } : { name, value, instead }];
}

/** A value the refusal leaves open that comes nearest to the refused one. */
function replacement(name: ParameterName, value: unknown, message: string): unknown {
  if (name === 'prompt_cache_retention') return value === 'in_memory' ? 'in-memory' : undefined;
  const { range } = parameters[name];
  if (range.kind === 'number') return nearestNumber(value, range, message);
  return range.kind === 'choice' && range.ordered ? nearestChoice(value, range.choices, message) : undefined;
}

const bound =
  /(<=|>=|(?:less|greater) than or equal to|at (?:most|least)|m(?:ax|in)imum (?:value )?(?:of|is)) (-?\d+(?:\.\d+)?)/i;

function nearestNumber(
  value: unknown,
  { min, max }: { readonly min: number; readonly max?: number },
  message: string,
): number | undefined {
  const limit = Number(bound.exec(message)?.[2] ?? Number.NaN);
  return limit >= min && limit <= (max ?? limit) && limit !== value ? limit : undefined;
}

function nearestChoice(value: unknown, choices: readonly string[], message: string): string | undefined {
  const [, list = ''] = /(?:(?:supported|allowed|permitted|valid) values?|one of)\b(.*)/i.exec(message) ?? [];
  const offered = new Set(list.toLowerCase().match(/[a-z]+/g));
  const wanted = typeof value === 'string' ? choices.indexOf(value) : -1;
  return choices
    .map((choice, index) => ({ choice, index, distance: Math.abs(index - wanted) }))
    .filter(({ choice }) => offered.has(choice) && choice !== value)
    .sort((a, b) => a.distance - b.distance || a.index - b.index)[0]?.choice;
}

function spelling(path: string): string {
  return path.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}
