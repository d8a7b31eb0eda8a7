import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Problem } from '../../protocol/problem.ts';
import { fillIn } from '../../protocol/strings.ts';
import type { AssistantTurn, TurnStatus } from '../../protocol/transcript.ts';
import { announcer } from '../announcements.ts';
import { Icon } from '../icons.tsx';
import { openModelPicker } from '../modelPickerState.ts';
import { store } from '../store.ts';
import { formatMinutes, formatNumber, formatWait, strings, texts } from '../texts.ts';
import { post } from '../vscodeApi.ts';
import { Notice, TextButton } from './notice.tsx';
import { useNow } from './useNow.ts';

/** What a turn's status means to the person, with the next sensible action. */
export function TurnNotice({ turn }: { readonly turn: AssistantTurn }): JSX.Element | null {
  const { status } = turn;
  switch (status.kind) {
    case 'waiting':
    case 'streaming':
      return null;
    case 'completed':
      return isEmptyAnswer(turn) ? <EmptyAnswer turn={turn} /> : null;
    case 'stalled':
      return <Stalled turnId={turn.id} since={status.since} />;
    case 'retrying':
      return <Retrying turnId={turn.id} status={status} />;
    case 'failed':
      return <Failed turn={turn} problem={status.problem} />;
    case 'interrupted':
      return <Interrupted turn={turn} problem={status.problem} />;
    case 'stopped':
      return <Stopped turn={turn} />;
    case 'refused':
      return (
        <Notice severity="info" title={strings.refusedTitle} text={strings.refusedText}>
          <ModelOrRetry turn={turn} />
        </Notice>
      );
    case 'incomplete':
      return <Incomplete turn={turn} reason={status.reason} />;
  }
}

/** Whether the answer has words to show. */
export function hasText(turn: AssistantTurn): boolean {
  return turn.items.some((item) => item.kind === 'message' && item.text !== '');
}

function isEmptyAnswer(turn: AssistantTurn): boolean {
  return turn.edit === undefined && !hasText(turn);
}

function EmptyAnswer({ turn }: { readonly turn: AssistantTurn }): JSX.Element {
  return (
    <Notice severity="info" title={strings.emptyTitle} text={strings.emptyText}>
      <div class="btns">
        <RetryButton turn={turn} primary />
      </div>
    </Notice>
  );
}

function Stalled({ turnId, since }: { readonly turnId: string; readonly since: number }): JSX.Element {
  const now = useNow(true);
  useEffect(() => announcer.say(strings.notResponding), []);
  return (
    <section class="stalled" aria-label={strings.notResponding}>
      <div class="step">
        <div class="plain">
          <Icon name="loading" class="spin err" />
          <span class="fg">{strings.notResponding}</span>
          <span class="num">{fillIn(strings.noDataFor, formatMinutes(now - since))}</span>
        </div>
      </div>
      <div class="btns">
        <TextButton label={strings.stop} onClick={() => post({ type: 'stop' })} />
        <TextButton label={strings.retry} onClick={() => post({ type: 'retry', turnId })} />
      </div>
    </section>
  );
}

function Retrying(props: {
  readonly turnId: string;
  readonly status: Extract<TurnStatus, { kind: 'retrying' }>;
}): JSX.Element {
  const { turnId, status } = props;
  const now = useNow(true);
  const remaining = Math.max(0, Math.ceil((status.until - now) / 1000));
  const title = texts.problems[status.problem.code].title;
  const sentence = fillIn(
    strings.retryingIn,
    formatNumber(remaining),
    formatNumber(status.attempt),
    formatNumber(status.maxAttempts),
  );
  // A countdown is announced at its start and once near its end, never by the second.
  const spoken = remaining <= 10 ? 'end' : 'start';
  useEffect(() => announcer.say(`${title}. ${sentence}`), [spoken, status.attempt]);
  return (
    <Notice severity="warning" title={title} text={sentence}>
      <progress
        class="bar"
        aria-hidden="true"
        max={Math.max(1, status.until - status.from)}
        value={Math.min(Math.max(0, now - status.from), status.until - status.from)}
      />
      <div class="btns">
        <TextButton label={strings.retryNow} onClick={() => post({ type: 'retry-now', turnId })} />
        <TextButton label={strings.stopRetrying} onClick={() => post({ type: 'stop' })} />
      </div>
    </Notice>
  );
}

function Failed({ turn, problem }: { readonly turn: AssistantTurn; readonly problem: Problem }): JSX.Element {
  const action = primaryAction(problem);
  return (
    <Notice
      severity="error"
      alert
      title={texts.problems[problem.code].title}
      text={problemText(turn, problem)}
    >
      <ProblemFoot turn={turn} problem={problem}>
        {action !== undefined && <TextButton primary label={action.label} onClick={action.run} />}
        <RetryButton turn={turn} primary={action === undefined} />
        {isAboutMedia(problem) && (
          <TextButton
            label={strings.sendWithoutMedia}
            onClick={() => post({ type: 'retry-without-media', turnId: turn.id })}
          />
        )}
        {isAboutConnection(problem) && (
          <TextButton label={strings.diagnose} onClick={() => post({ type: 'diagnose' })} />
        )}
      </ProblemFoot>
    </Notice>
  );
}

function Interrupted({
  turn,
  problem,
}: {
  readonly turn: AssistantTurn;
  readonly problem: Problem;
}): JSX.Element {
  const canContinue = hasText(turn) && turn.edit === undefined;
  return (
    <Notice
      severity="warning"
      alert
      title={texts.problems[problem.code].title}
      text={canContinue ? strings.interruptedKept : problemText(turn, problem)}
    >
      <ProblemFoot turn={turn} problem={problem}>
        <ContinueAndRetry turn={turn} />
      </ProblemFoot>
    </Notice>
  );
}

function Stopped({ turn }: { readonly turn: AssistantTurn }): JSX.Element {
  return (
    <div class="stopped">
      <span class="muted">{strings.stopped}</span>
      <div class="btns">
        <ContinueAndRetry turn={turn} quiet />
      </div>
    </div>
  );
}

function Incomplete(props: {
  readonly turn: AssistantTurn;
  readonly reason: Extract<TurnStatus, { kind: 'incomplete' }>['reason'];
}): JSX.Element {
  const { turn, reason } = props;
  switch (reason) {
    case 'max_output_tokens':
      return (
        <Notice severity="warning" title={strings.outputLimitTitle} text={strings.outputLimitText}>
          <div class="btns">
            <ContinueAndRetry turn={turn} />
          </div>
        </Notice>
      );
    case 'content_filter':
      return (
        <Notice severity="warning" title={strings.filteredTitle} text={strings.filteredText}>
          <ModelOrRetry turn={turn} />
        </Notice>
      );
    case 'unknown':
      return (
        <Notice severity="warning" title={strings.incompleteTitle} text={strings.incompleteText}>
          <div class="btns">
            <ContinueAndRetry turn={turn} />
          </div>
        </Notice>
      );
  }
}

function ModelOrRetry({ turn }: { readonly turn: AssistantTurn }): JSX.Element {
  return (
    <div class="btns">
      <TextButton label={strings.chooseModel} onClick={openModelPicker} />
      <RetryButton turn={turn} />
    </div>
  );
}

/** An edit cannot be continued: half of one is no edit. */
function ContinueAndRetry(props: { readonly turn: AssistantTurn; readonly quiet?: boolean }): JSX.Element {
  const { turn, quiet } = props;
  const canContinue = hasText(turn) && turn.edit === undefined;
  return (
    <>
      {canContinue && (
        <TextButton
          primary={!quiet}
          label={strings.continueAnswer}
          onClick={() => post({ type: 'continue', turnId: turn.id })}
        />
      )}
      <RetryButton turn={turn} primary={!canContinue && !quiet} />
    </>
  );
}

function RetryButton(props: { readonly turn: AssistantTurn; readonly primary?: boolean }): JSX.Element {
  const turnId = props.turn.id;
  return (
    <TextButton
      primary={props.primary ?? false}
      label={strings.retry}
      onClick={() => post({ type: 'retry', turnId })}
    />
  );
}

function primaryAction({ code }: Problem): { readonly label: string; readonly run: () => void } | undefined {
  switch (code) {
    case 'invalid_key':
    case 'no_key':
      return { label: strings.setKey, run: () => post({ type: 'set-key' }) };
    case 'model_not_found':
    case 'forbidden':
    case 'unsupported':
    case 'images_refused':
    case 'files_refused':
      return { label: strings.chooseModel, run: openModelPicker };
    case 'invalid_base_url':
    case 'not_found':
    case 'not_an_api':
    case 'redirected':
      return { label: strings.openSettings, run: () => post({ type: 'open-settings' }) };
    case 'no_credit':
    case 'context_too_long':
    case 'invalid_request':
    case 'rate_limited':
    case 'server_error':
    case 'unreachable':
    case 'cut':
    case 'not_kept':
    case 'idle':
    case 'restarted':
    case 'content_filter':
    case 'failed':
    case 'unexpected':
      return undefined;
  }
}

function isAboutMedia({ code }: Problem): boolean {
  return code === 'images_refused' || code === 'files_refused';
}

/** Whether the cause may lie on the way to the server. */
function isAboutConnection({ code }: Problem): boolean {
  return code === 'unreachable' || code === 'not_an_api' || code === 'redirected';
}

function problemText(turn: AssistantTurn, problem: Problem): string {
  const host = problem.host ?? store.panel.value.host;
  const text = fillIn(texts.problems[problem.code].text, host, problem.model ?? turn.model);
  if (!problem.retryAfterMs) return text;
  const wait = waitText(host, problem.retryAfterMs);
  // The sentence of this problem asks to wait, too, only without saying how long.
  return problem.code === 'rate_limited' ? wait : `${text} ${wait}`;
}

const longestWait = 10 * 60_000;

function waitText(host: string, asked: number): string {
  return asked > longestWait
    ? fillIn(strings.longWaitAsked, host, formatWait(longestWait))
    : fillIn(strings.waitAsked, host, formatWait(asked));
}

/** The buttons of a problem, and its facts behind Details. */
function ProblemFoot(props: {
  readonly turn: AssistantTurn;
  readonly problem: Problem;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { turn, problem, children } = props;
  const [open, setOpen] = useState(false);
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    [strings.detailCode, problem.code],
    [strings.detailStatus, problem.status],
    [strings.detailRequestId, problem.requestId],
    [strings.detailServerMessage, problem.serverMessage],
  ];
  return (
    <>
      <div class="btns">
        {children}
        <TextButton label={strings.details} expanded={open} onClick={() => setOpen(!open)} />
      </div>
      {open && (
        <>
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
          <div class="btns">
            <TextButton
              label={strings.copyDetails}
              onClick={() => {
                post({ type: 'copy-problem', turnId: turn.id });
                announcer.say(strings.copied);
              }}
            />
          </div>
        </>
      )}
    </>
  );
}
