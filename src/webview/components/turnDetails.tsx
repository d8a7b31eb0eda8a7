import type { JSX } from 'preact';
import { fillIn } from '../../protocol/strings.ts';
import type { AssistantTurn } from '../../protocol/transcript.ts';
import type { ContentFilterFinding, SentParameter } from '../../protocol/turnReport.ts';
import { Icon } from '../icons.tsx';
import { strings } from '../texts.ts';

/** What the server says of how it served the request: model, tier, filters, and each option that was sent. */
export function TurnDetails({ turn }: { readonly turn: AssistantTurn }): JSX.Element {
  const { serviceTier, contentFilters, parameters = [] } = turn.report ?? {};
  const facts: readonly (readonly [string, string | undefined])[] = [
    [strings.model, turn.modelUsed ?? turn.model],
    [strings.serviceTierUsed, serviceTier],
    [strings.contentFilter, contentFilters === undefined ? undefined : filterText(contentFilters)],
    ...parameters.map((parameter) => [parameter.name, sentText(parameter)] as const),
  ];
  return (
    <section class="details" aria-label={strings.answerDetails}>
      <dl class="kv">
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </section>
  );
}

/** One line for each option the response contradicts. What it does not repeat proves nothing. */
export function IgnoredParameters({ turn }: { readonly turn: AssistantTurn }): JSX.Element {
  const changed = turn.report?.parameters?.filter(({ verdict }) => verdict === 'changed') ?? [];
  return (
    <>
      {changed.map(({ name, sent, reported = '' }) => (
        <div class="note" key={name}>
          <Icon name="info" class="s" />
          <span class="grow">{fillIn(strings.parameterIgnored, name, reported, sent)}</span>
        </div>
      ))}
    </>
  );
}

function sentText({ sent, verdict, reported = '' }: SentParameter): string {
  switch (verdict) {
    case 'kept':
      return fillIn(strings.parameterKept, sent);
    case 'changed':
      return fillIn(strings.parameterChanged, sent, reported);
    case 'unsaid':
      return fillIn(strings.parameterUnsaid, sent);
  }
}

function filterText(findings: readonly ContentFilterFinding[]): string {
  if (findings.length === 0) return strings.filterFoundNothing;
  return findings
    .map(({ source, category, severity, isFiltered }) =>
      [source, category, severity, isFiltered ? strings.filterActed : undefined].filter(Boolean).join(' '),
    )
    .join(', ');
}
