import type { Client } from './client.ts';
import { type AnsweredParameter, compareEcho } from './echo.ts';
import { ApiError } from './errors.ts';
import type { ApiEvent } from './events.ts';
import { memberName, otherSpelling } from './listMembers.ts';
import { type ParameterRefusal, refusalsIn } from './parameterRefusal.ts';
import { canonical, nested, type ParameterName, type ParameterValues, parameterNames } from './parameters.ts';
import type { ResponseRequest } from './request.ts';

/** What is known of the parameters one model takes behind one base URL, kept by whoever implements it. */
export interface Capabilities {
  readonly refusals: () => readonly ParameterRefusal[];
  /** Called once a request without the refused value has been answered. */
  readonly remember: (refusal: ParameterRefusal) => void;
  /** Called when a request was answered, with the parameters it carried. */
  readonly answered?: (parameters: readonly AnsweredParameter[]) => void;
}

export interface RepairOptions {
  readonly values: ParameterValues;
  /** What the person set of the values that are part of the request already; only compared with the echo. */
  readonly placed?: ParameterValues;
  readonly capabilities: Capabilities;
  /** Called for each parameter that was given up, once the request without it has been answered. */
  readonly onRepair: (refusal: ParameterRefusal) => void;
}

/**
 * The same client for requests that carry parameters: what the model is known to refuse is not sent, and a
 * request that is refused because of a parameter is sent again without it, or with the nearest value the
 * refusal offers. Each parameter is replaced at most once and then left out, so that the requests end. Of the
 * lists `include` and `tools` only the refused member is left out, so whoever adds to them puts what they add
 * into `values`, whether a person typed it or not. Any other failure is thrown as the client throws it.
 * The end of an answer tells what became of each parameter.
 */
export function withParameters(client: Client, options: RepairOptions): Client {
  const { values, capabilities, onRepair } = options;
  return {
    ...client,
    async *stream(request, streamOptions) {
      let sent = sentValues(values, capabilities.refusals());
      /** By parameter, or by parameter and member. */
      const repairs = new Map<string, ParameterRefusal>();

      /** Whether there is something to send again, without what was refused. */
      function repaired(error: ApiError): boolean {
        const refusals = refusalsIn(error, sent);
        for (const found of refusals) {
          const key = found.member === undefined ? found.name : `${found.name} ${found.member}`;
          const former = repairs.get(key);
          // What took the place of a refused value was refused too.
          const refusal = former === undefined ? withSpelling(found, sent) : withoutReplacement(former);
          repairs.set(key, refusal);
          const members = [...capabilities.refusals(), ...repairs.values()].filter(
            ({ name, member }) => name === found.name && member !== undefined,
          );
          const left = found.member === undefined ? refusal.instead : without(sent[found.name], members);
          sent = withValue(sent, found.name, left);
        }
        return refusals.length > 0;
      }

      /** The end of the answer with the comparison; nothing is compared where nothing was sent. */
      function answered(event: ApiEvent & { type: 'response-end' }, carried: ParameterValues): ApiEvent {
        const compared = compareEcho(carried, event.echo ?? {});
        if (compared.length === 0) return event;
        capabilities.answered?.(compared);
        return { ...event, parameters: compared };
      }

      for (;;) {
        let hasBegun = false;
        let isRefused = false;
        try {
          for await (const event of client.stream({ ...request, parameters: nested(sent) }, streamOptions)) {
            if (!hasBegun && event.type === 'response-end' && event.end.status === 'failed') {
              isRefused = repaired(event.end.error);
              if (isRefused) break;
            }
            if (
              !hasBegun &&
              event.type !== 'retry' &&
              event.type !== 'alive' &&
              event.type !== 'response-start'
            ) {
              hasBegun = true;
              for (const refusal of repairs.values()) {
                capabilities.remember(refusal);
                onRepair(refusal);
              }
            }
            if (event.type !== 'response-end' || event.end.status === 'failed') yield event;
            else yield answered(event, { ...chosen(request, sent), ...placedIn(request, options.placed) });
          }
        } catch (error) {
          if (hasBegun || !(error instanceof ApiError) || !repaired(error)) throw error;
          isRefused = true;
        }
        if (!isRefused) return;
      }
    },
  };
}

/** The values without a choice of tools that the request itself made in place of the person's. */
function chosen({ toolChoice }: ResponseRequest, values: ParameterValues): ParameterValues {
  if (toolChoice === undefined) return values;
  const { tool_choice: _overruled, ...others } = values;
  return others;
}

/** The person's values of what the request itself holds. That nothing is to be stored matters always. */
function placedIn({ store, promptCacheKey }: ResponseRequest, placed: ParameterValues = {}): ParameterValues {
  return {
    ...(store === false || (store !== undefined && placed.store === store) ? { store } : {}),
    ...(promptCacheKey !== undefined && placed.prompt_cache_key === promptCacheKey
      ? { prompt_cache_key: promptCacheKey }
      : {}),
  };
}

/** The values that go out to a model with these refusals. */
export function sentValues(values: ParameterValues, refusals: readonly ParameterRefusal[]): ParameterValues {
  return Object.fromEntries(
    parameterNames.flatMap((name) => {
      const value = canonical(name, values[name]);
      const refusal = refusals.findLast((each) => isAbout(each, name, value));
      const members = refusals.filter((each) => each.name === name && each.member !== undefined);
      const kept = refusal === undefined ? without(value, members) : refusal.instead;
      return kept === undefined ? [] : [[name, kept]];
    }),
  );
}

/**
 * A list without its refused members, or with them under another name that is not refused; undefined when nothing
 * is left of it. Anything else as it is.
 */
function without(value: unknown, refusals: readonly ParameterRefusal[]): unknown {
  if (!Array.isArray(value) || refusals.length === 0) return value;
  const isTaken = (each: unknown) => refusals.every(({ member }) => member !== memberName(each));
  const kept = value.flatMap((each: unknown): unknown[] => {
    if (isTaken(each)) return [each];
    const other = otherSpelling(each);
    return other !== undefined && isTaken(other) ? [other] : [];
  });
  return kept.length === 0 && value.length > 0 ? undefined : kept;
}

/** Whether a refusal concerns this value of a parameter as a whole. */
export function isAbout(refusal: ParameterRefusal, name: ParameterName, value: unknown): boolean {
  if (refusal.name !== name || refusal.member !== undefined) return false;
  return refusal.value === undefined || JSON.stringify(refusal.value) === JSON.stringify(value);
}

/** The refusal of a member with the name it is sent by instead, where it has another one. */
function withSpelling(refusal: ParameterRefusal, sent: ParameterValues): ParameterRefusal {
  const list = sent[refusal.name];
  if (refusal.member === undefined || !Array.isArray(list)) return refusal;
  const other = memberName(otherSpelling(list.find((each) => memberName(each) === refusal.member)));
  return other === undefined ? refusal : { ...refusal, instead: other };
}

function withoutReplacement({ instead: _refusedToo, ...refusal }: ParameterRefusal): ParameterRefusal {
  return refusal;
}

function withValue(values: ParameterValues, name: ParameterName, value: unknown): ParameterValues {
  const { [name]: _former, ...others } = values;
  return value === undefined ? others : { ...others, [name]: value };
}
