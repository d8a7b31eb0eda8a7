import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from '../icons.tsx';
import { keepOneStop } from '../roving.ts';

/** A row of buttons that is one stop of the Tab key. */
export function Toolbar(props: {
  readonly label: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (element.current) keepOneStop(element.current);
  });
  return (
    <div ref={element} class={props.class ?? 'acts'} role="toolbar" aria-label={props.label}>
      {props.children}
    </div>
  );
}

/** A button that is only an icon. Its label is its name and its tooltip. */
export function IconButton(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: (button: HTMLButtonElement) => void;
  readonly disabled?: boolean;
  /** For a button that shows and hides something. */
  readonly expanded?: boolean;
}): JSX.Element {
  return (
    <button
      type="button"
      class="ib"
      aria-label={props.label}
      title={props.label}
      aria-expanded={props.expanded}
      disabled={props.disabled ?? false}
      onClick={({ currentTarget }) => props.onClick(currentTarget)}
    >
      <Icon name={props.icon} />
      {props.icon === 'copy' && <Icon name="check" class="done" />}
    </button>
  );
}
