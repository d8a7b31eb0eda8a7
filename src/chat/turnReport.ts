import type { AnsweredParameter } from '../api/echo.ts';
import type { ApiEvent } from '../api/events.ts';
import type { SentParameter, TurnReport } from '../protocol/turnReport.ts';

/** What the end of a response tells of how the request was served; undefined when it tells nothing. */
export function reportOf(event: ApiEvent & { type: 'response-end' }): TurnReport | undefined {
  const { serviceTier, contentFilters, parameters = [] } = event;
  // Tools are shown by what they do.
  const options = parameters.filter(({ name }) => name !== 'tools');
  const report: TurnReport = {
    ...(serviceTier === undefined ? {} : { serviceTier }),
    ...(contentFilters === undefined ? {} : { contentFilters }),
    ...(options.length === 0 ? {} : { parameters: options.map(asSent) }),
  };
  return Object.keys(report).length === 0 ? undefined : report;
}

function asSent({ name, sent, verdict, reported }: AnsweredParameter): SentParameter {
  return {
    name,
    sent: asText(sent),
    verdict,
    ...(reported === undefined ? {} : { reported: asText(reported) }),
  };
}

const maxLength = 200;

/** A value in one short line. */
export function asText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`;
}
