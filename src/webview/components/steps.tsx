import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { OutputItem } from '../../protocol/outputItem.ts';
import { fillIn } from '../../protocol/strings.ts';
import { Icon, type IconName } from '../icons.tsx';
import { formatNumber, strings } from '../texts.ts';
import { MarkdownItem } from './markdownItem.tsx';
import { useNow } from './useNow.ts';

/** Seconds are shown once a step has taken this long. */
const quietMilliseconds = 3000;

export interface StepProps {
  readonly icon: IconName;
  readonly text: string;
  readonly running: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** What stands at the end of the row once the step has ended. */
  readonly fact?: string;
  /** What the row opens to; without it the row is not a button. */
  readonly children?: ComponentChildren;
}

/** One quiet row for what the model does besides writing. */
export function Step({ icon, text, running, startedAt, fact, children }: StepProps): JSX.Element {
  const [open, setOpen] = useState(false);
  const elapsed = Math.max(0, useNow(running) - startedAt);
  const row = (
    <>
      {running ? <Icon name="loading" class="spin" /> : <Icon name={icon} />}
      <span class={running ? 'ell shim' : 'ell'}>{text}</span>
      {running && elapsed >= quietMilliseconds && <span class="num">{inSeconds(elapsed)}</span>}
      {!running && fact !== undefined && <span class="num">{fact}</span>}
    </>
  );
  if (children === undefined) {
    return (
      <div class="step">
        <div class="plain">{row}</div>
      </div>
    );
  }
  const chevron: IconName = open ? 'chevronDown' : 'chevronRight';
  return (
    <div class="step">
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {row}
        <Icon name={chevron} class="s" />
      </button>
      {open && <div class="body">{children}</div>}
    </div>
  );
}

/** Reasoning opens to its text. */
export function ReasoningStep(props: {
  readonly turnId: string;
  readonly item: OutputItem & { kind: 'reasoning' };
  readonly running: boolean;
}): JSX.Element {
  const { turnId, item, running } = props;
  const { outputIndex, startedAt, endedAt = startedAt } = item;
  const text = running ? strings.thinking : thoughtText(endedAt - startedAt);
  return (
    <Step icon="thinking" text={text} running={running} startedAt={startedAt}>
      {item.text === '' ? undefined : (
        <MarkdownItem turnId={turnId} outputIndex={outputIndex} ended={!running} />
      )}
    </Step>
  );
}

function thoughtText(elapsed: number): string {
  return elapsed < 1000
    ? strings.thought
    : fillIn(strings.thoughtFor, formatNumber(Math.round(elapsed / 1000)));
}

function inSeconds(milliseconds: number): string {
  return fillIn(strings.seconds, formatNumber(Math.floor(milliseconds / 1000)));
}

/** What a turn shows while nothing of its answer has arrived. */
export function WorkingRow(): JSX.Element {
  return (
    <div class="step">
      <div class="plain">
        <Icon name="loading" class="spin" />
        <span class="shim">{strings.working}</span>
      </div>
    </div>
  );
}
