import type { JSX } from 'preact';
import { dragging } from '../attaching.ts';
import { Icon } from '../icons.tsx';
import { strings } from '../texts.ts';

/** Says that what is being dragged can be dropped, while it is over the panel. */
export function DropOverlay(): JSX.Element | null {
  if (!dragging.value) return null;
  return (
    <div class="drop" aria-hidden="true">
      <Icon name="attach" />
      <b>{strings.dropToAttach}</b>
      <span class="muted">{strings.holdShift}</span>
    </div>
  );
}
