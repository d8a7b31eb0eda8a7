import type { Client } from './client.ts';
import { ApiError } from './errors.ts';
import { type ParameterRefusal, refusalsIn } from './parameterRefusal.ts';
import { canonical, nested, type ParameterName, type ParameterValues, parameterNames } from './parameters.ts';

/** What is known of the parameters one model takes behind one base URL, kept by whoever implements it. */
export interface Capabilities {
  readonly refusals: () => readonly ParameterRefusal[];
  /** Called once a request without the refused value has been answered. */
  readonly remember: (refusal: ParameterRefusal) => void;
}

export interface RepairOptions {
  readonly values: ParameterValues;
  readonly capabilities: Capabilities;
  /** Called for each parameter that was given up, once the request without it has been answered. */
  readonly onRepair: (refusal: ParameterRefusal) => void;
}

/**
 * The same client for requests that carry parameters: what the model is known to refuse is not sent, and a
 * request that is refused because of a parameter is sent again without it, or with the nearest value the
 * refusal offers. Each parameter is replaced at most once and then left out, so that the requests end. Any
 * other failure is thrown as the client throws it.
 */
export function withParameters(client: Client, options: RepairOptions): Client {
  const { values, capabilities, onRepair } = options;
  return {
    listModels: (listOptions) => client.listModels(listOptions),
    async *stream(request, streamOptions) {
      let sent = sentValues(values, capabilities.refusals());
      const repairs = new Map<ParameterName, ParameterRefusal>();

      /** Whether there is something to send again, without what was refused. */
      function repaired(error: ApiError): boolean {
        const refusals = refusalsIn(error, sent);
        for (const found of refusals) {
          const former = repairs.get(found.name);
          // What took the place of a refused value was refused too.
          const refusal = former === undefined ? found : withoutReplacement(former);
          repairs.set(found.name, refusal);
          sent = withValue(sent, found.name, refusal.instead);
        }
        return refusals.length > 0;
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
            yield event;
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

/** The values that go out to a model with these refusals. */
export function sentValues(values: ParameterValues, refusals: readonly ParameterRefusal[]): ParameterValues {
  return Object.fromEntries(
    parameterNames.flatMap((name) => {
      const value = canonical(name, values[name]);
      const refusal = refusals.findLast((each) => isAbout(each, name, value));
      const kept = refusal === undefined ? value : refusal.instead;
      return kept === undefined ? [] : [[name, kept]];
    }),
  );
}

/** Whether a refusal concerns this value of a parameter. */
export function isAbout(refusal: ParameterRefusal, name: ParameterName, value: unknown): boolean {
  if (refusal.name !== name) return false;
  return refusal.value === undefined || JSON.stringify(refusal.value) === JSON.stringify(value);
}

function withoutReplacement({ name, value }: ParameterRefusal): ParameterRefusal {
  return value === undefined ? { name } : { name, value };
}

function withValue(values: ParameterValues, name: ParameterName, value: unknown): ParameterValues {
  const { [name]: _former, ...others } = values;
  return value === undefined ? others : { ...others, [name]: value };
}
