import type { RunResult } from './runResponse.ts';

/** The tokens of two requests of one turn: both are billed. Nothing when one of them was not reported. */
export function addUsage(first: RunResult, second: RunResult): Pick<RunResult, 'usage'> {
  if (first.usage === undefined || second.usage === undefined) return {};
  const a = first.usage;
  const b = second.usage;
  const sum = (x: number | undefined, y: number | undefined) =>
    x === undefined && y === undefined ? undefined : (x ?? 0) + (y ?? 0);
  const entries = {
    inputTokens: sum(a.inputTokens, b.inputTokens),
    cachedTokens: sum(a.cachedTokens, b.cachedTokens),
    outputTokens: sum(a.outputTokens, b.outputTokens),
    reasoningTokens: sum(a.reasoningTokens, b.reasoningTokens),
  };
  return { usage: Object.fromEntries(Object.entries(entries).filter(([, tokens]) => tokens !== undefined)) };
}
