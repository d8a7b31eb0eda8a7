import * as z from 'zod/mini';
import { scenarioSchema } from './scenario.ts';
import type { Simulator } from './simulator.ts';
import { jsonReply, type Step } from './steps.ts';

/**
 * Scripting from another process:
 * `POST /__sim/scenarios` (one scenario or a list), `GET /__sim/requests`, `POST /__sim/release`,
 * `POST /__sim/reset`.
 */
export function controlReply({
  method,
  path,
  body,
  simulator,
}: {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly simulator: Pick<Simulator, 'requests' | 'enqueue' | 'release' | 'reset'>;
}): readonly Step[] {
  switch (`${method} ${path}`) {
    case 'POST /__sim/scenarios': {
      const parsed = z.array(scenarioSchema).safeParse(Array.isArray(body) ? body : [body]);
      if (!parsed.success) return jsonReply(400, { problem: z.prettifyError(parsed.error) });
      for (const scenario of parsed.data) simulator.enqueue(scenario);
      return jsonReply(200, { enqueued: parsed.data.length });
    }
    case 'GET /__sim/requests':
      return jsonReply(200, simulator.requests);
    case 'POST /__sim/release':
      simulator.release();
      return jsonReply(200, {});
    case 'POST /__sim/reset':
      simulator.reset();
      return jsonReply(200, {});
    default:
      return jsonReply(404, { problem: `The control API has no ${method} ${path}.` });
  }
}
