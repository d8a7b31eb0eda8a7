import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fillIn } from '../../protocol/strings.ts';
import type { AssistantTurn } from '../../protocol/transcript.ts';
import { store } from '../store.ts';
import { formatNumber, formatSeconds, strings } from '../texts.ts';
import { post } from '../vscodeApi.ts';
import { CopyTurnButton } from './copyTurnButton.tsx';
import { IconButton, Toolbar } from './toolbar.tsx';
import { TurnDetails } from './turnDetails.tsx';

/** What can be done with an answer, its other versions, and what it took. */
export function TurnFooter({ turn }: { readonly turn: AssistantTurn }): JSX.Element {
  const versions = store.versions(turn);
  const [open, setOpen] = useState(false);
  return (
    <>
      <div class="tf">
        <Toolbar label={strings.answerActions}>
          <CopyTurnButton turnId={turn.id} />
          <IconButton
            icon="refresh"
            label={strings.retry}
            onClick={() => post({ type: 'retry', turnId: turn.id })}
          />
          {turn.edit !== undefined && (
            <IconButton
              icon="versions"
              label={strings.askOtherModels}
              disabled={store.panel.value.runningTurnId !== undefined}
              onClick={() => post({ type: 'other-models', turnId: turn.id })}
            />
          )}
          <IconButton
            icon="info"
            label={strings.answerDetails}
            expanded={open}
            onClick={() => setOpen(!open)}
          />
        </Toolbar>
        {versions.length > 1 && <VersionSwitcher turnId={turn.id} versions={versions} />}
        <Usage turn={turn} isCompared={turn.edit !== undefined && versions.length > 1} />
      </div>
      {open && <TurnDetails turn={turn} />}
    </>
  );
}

function VersionSwitcher(props: {
  readonly turnId: string;
  readonly versions: readonly string[];
}): JSX.Element {
  const { turnId, versions } = props;
  const index = versions.indexOf(turnId);
  const select = (id: string | undefined): void => {
    if (id !== undefined) post({ type: 'select-version', turnId: id });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups form controls; these are commands.
    <div class="switch" role="group" aria-label={strings.versions}>
      <IconButton
        icon="chevronLeft"
        label={strings.previousVersion}
        disabled={index === 0}
        onClick={() => select(versions[index - 1])}
      />
      <span>
        {formatNumber(index + 1)}/{formatNumber(versions.length)}
      </span>
      <IconButton
        icon="chevronRight"
        label={strings.nextVersion}
        disabled={index === versions.length - 1}
        onClick={() => select(versions[index + 1])}
      />
    </div>
  );
}

/** What an answer took. Beside other answers to the same request, that nothing is known of the price is said, too. */
function Usage(props: { readonly turn: AssistantTurn; readonly isCompared: boolean }): JSX.Element | null {
  const { turn, isCompared } = props;
  const parts = usageParts(turn);
  if (parts.length === 0) return null;
  const spoken = isCompared ? [...parts, strings.priceUnknown] : parts;
  return (
    <span
      class="usage"
      role="img"
      aria-label={fillIn(strings.usage, spoken.join(', '))}
      title={fillIn(strings.answeredBy, turn.modelUsed ?? turn.model)}
    >
      {parts.map((part) => (
        <span key={part}>{part}</span>
      ))}
      {isCompared && <span title={strings.priceUnknown}>—</span>}
    </span>
  );
}

/** Only what the server reported; what is missing is not zero, and zero is not worth a word. */
function usageParts({ usage = {}, createdAt, endedAt }: AssistantTurn): string[] {
  const counts: readonly (readonly [string, number | undefined])[] = [
    [strings.tokensIn, usage.inputTokens],
    [strings.tokensCached, usage.cachedTokens],
    [strings.tokensOut, usage.outputTokens],
    [strings.tokensReasoning, usage.reasoningTokens],
  ];
  const parts = counts.flatMap(([text, count]) => (count ? [fillIn(text, formatNumber(count))] : []));
  if (endedAt !== undefined) parts.push(fillIn(strings.seconds, formatSeconds(endedAt - createdAt)));
  return parts;
}
