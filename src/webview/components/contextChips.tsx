import type { JSX } from 'preact';
import { fillIn } from '../../protocol/strings.ts';
import type { ContextItem } from '../../protocol/transcript.ts';
import { Icon } from '../icons.tsx';
import { strings } from '../texts.ts';
import { post } from '../vscodeApi.ts';

/** Files and selections. Each opens; those that are not sent yet can be removed. */
export function ContextChips(props: {
  readonly items: readonly ContextItem[];
  readonly label: string;
  readonly onRemove?: (item: ContextItem) => void;
}): JSX.Element | null {
  const { items, label, onRemove } = props;
  if (items.length === 0) return null;
  return (
    <ul class="chips" aria-label={label}>
      {items.map((item) => {
        const lines = item.lines && `${item.lines.start}–${item.lines.end}`;
        const name = lines === undefined ? item.name : `${item.name} ${lines}`;
        return (
          <li class="chip" key={item.id}>
            <button
              type="button"
              aria-label={fillIn(strings.openContext, name)}
              title={item.path}
              onClick={() => post({ type: 'open-context', contextId: item.id })}
              onKeyDown={({ key }) => {
                if (key === 'Delete' || key === 'Backspace') onRemove?.(item);
              }}
            >
              <Icon name="fileCode" />
              <span class="ell">{item.name}</span>{' '}
              {lines !== undefined && <span class="muted num">{lines}</span>}
            </button>
            {onRemove !== undefined && (
              <button
                type="button"
                class="x"
                aria-label={fillIn(strings.removeContext, name)}
                title={fillIn(strings.removeContext, name)}
                onClick={() => onRemove(item)}
              >
                <Icon name="close" />
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
