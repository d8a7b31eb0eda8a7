import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fillIn } from '../../protocol/strings.ts';
import type { OutputItem } from '../../protocol/transcript.ts';
import { Icon, type IconName } from '../icons.tsx';
import { formatNumber, strings } from '../texts.ts';
import { MarkdownItem } from './markdownItem.tsx';
import { useNow } from './useNow.ts';

export type StepItem = Exclude<OutputItem, { kind: 'message' }>;

/** Seconds are shown once a step has taken this long. */
const quietMilliseconds = 3000;

/** One quiet row for what the model does besides writing. Reasoning opens to its text. */
export function Step(props: {
  readonly turnId: string;
  readonly item: StepItem;
  readonly running: boolean;
}): JSX.Element {
  const { turnId, item, running } = props;
  const [open, setOpen] = useState(false);
  const now = useNow(running);
  const elapsed = Math.max(0, (item.endedAt ?? now) - item.startedAt);
  const row = (
    <>
      {running ? (
        <Icon name="loading" class="spin" />
      ) : (
        <Icon name={item.kind === 'reasoning' ? 'thinking' : 'tools'} />
      )}
      <span class={running ? 'ell shim' : 'ell'}>{stepText(item, running, elapsed)}</span>
      {running && elapsed >= quietMilliseconds && <span class="num">{inSeconds(elapsed)}</span>}
    </>
  );
  if (item.kind === 'other' || item.text === '') {
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
      {open && (
        <div class="body">
          <MarkdownItem turnId={turnId} outputIndex={item.outputIndex} ended={!running} />
        </div>
      )}
    </div>
  );
}

function stepText(item: StepItem, running: boolean, elapsed: number): string {
  if (item.kind === 'other') return fillIn(running ? strings.stepRunning : strings.stepDone, item.itemType);
  if (running) return strings.thinking;
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
