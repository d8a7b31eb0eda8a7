import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from '../icons.tsx';

/** How grave a notice is: cannot go on, can go on, for information. */
export type Severity = 'error' | 'warning' | 'info';

const severities: Readonly<Record<Severity, { readonly icon: IconName; readonly class: string }>> = {
  error: { icon: 'error', class: 'err' },
  warning: { icon: 'warning', class: 'warn' },
  info: { icon: 'info', class: 'info' },
};

/** A framed message inside a turn: what happened, what it means, and what can be done. */
export function Notice(props: {
  readonly severity: Severity;
  readonly title: string;
  readonly text?: string;
  /** Spoken at once: only for what ended a turn. */
  readonly alert?: boolean;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const { icon, class: colour } = severities[props.severity];
  return (
    <div class="notice" role={props.alert ? 'alert' : undefined}>
      <Icon name={icon} class={colour} />
      <div>
        <p class="b">{props.title}</p>
        {props.text !== undefined && <p>{props.text}</p>}
        {props.children}
      </div>
    </div>
  );
}

/** A button with words. */
export function TextButton(props: {
  readonly label: string;
  readonly onClick: () => void;
  readonly primary?: boolean;
  readonly expanded?: boolean;
}): JSX.Element {
  return (
    <button
      type="button"
      class={props.primary ? 'btn pri' : 'btn'}
      aria-expanded={props.expanded}
      onClick={props.onClick}
    >
      {props.label}
    </button>
  );
}
