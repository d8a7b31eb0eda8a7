import type { JSX } from 'preact';
import type { SuggestedContext } from '../../protocol/messages.ts';
import { fillIn } from '../../protocol/strings.ts';
import type { ContextItem, ContextKind } from '../../protocol/transcript.ts';
import { Icon, type IconName } from '../icons.tsx';
import { formatBytes, formatNumber, strings } from '../texts.ts';
import { post } from '../vscodeApi.ts';

/** What is attached to a message. Each opens; those that are not sent yet can be removed. */
export function ContextChips(props: {
  readonly items: readonly ContextItem[];
  readonly label: string;
  readonly onRemove?: (item: ContextItem) => void;
  /** Not attached, but offered. */
  readonly suggested?: SuggestedContext | undefined;
}): JSX.Element | null {
  const { items, label, onRemove, suggested } = props;
  if (items.length === 0 && suggested === undefined) return null;
  return (
    <ul class="chips" aria-label={label}>
      {items.map((item) => (
        <Chip key={item.id} item={item} onRemove={onRemove} />
      ))}
      {suggested !== undefined && (
        <li class="chip sug" key={suggested.id}>
          <button
            type="button"
            aria-label={fillIn(strings.attachFile, suggested.name)}
            title={suggested.path}
            onClick={() => post({ type: 'attach-suggested', id: suggested.id })}
          >
            <Icon name="add" />
            <span class="ell">{suggested.name}</span>
          </button>
        </li>
      )}
    </ul>
  );
}

function Chip(props: {
  readonly item: ContextItem;
  readonly onRemove: ((item: ContextItem) => void) | undefined;
}): JSX.Element {
  const { item, onRemove } = props;
  const lines = item.lines && `${item.lines.start}–${item.lines.end}`;
  const name = lines === undefined ? item.name : `${item.name} ${lines}`;
  const facts = factsOf(item);
  return (
    <li class="chip">
      <button
        type="button"
        aria-label={fillIn(strings.openContext, name)}
        aria-description={facts.join(', ')}
        title={[item.path, ...facts].join('\n')}
        onClick={() => post({ type: 'open-context', contextId: item.id })}
        onKeyDown={({ key }) => {
          if (key === 'Delete' || key === 'Backspace') onRemove?.(item);
        }}
      >
        {item.thumbnail === undefined ? (
          <Icon name={icons[item.kind ?? 'file']} />
        ) : (
          <img class="thumb" src={item.thumbnail} alt="" />
        )}
        <span class="ell">{item.name}</span> {lines !== undefined && <span class="muted num">{lines}</span>}
        <Size item={item} />
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
}

const icons: Readonly<Record<ContextKind | 'file', IconName>> = {
  file: 'fileCode',
  image: 'fileMedia',
  pdf: 'filePdf',
  pasted: 'clippy',
  folder: 'folder',
  problems: 'error',
  changes: 'gitCommit',
  terminal: 'terminal',
};

function Size({ item }: { readonly item: ContextItem }): JSX.Element | null {
  const { tokens, bytes, scaledFrom } = item;
  if (tokens === undefined && bytes === undefined) return null;
  const size = tokens === undefined ? formatBytes(bytes ?? 0) : `~${formatNumber(tokens)}`;
  const text = scaledFrom === undefined ? size : `${size} · ${strings.scaled}`;
  // Drawn by the style sheet: the name of the button is the file alone, and its description says this in words.
  return <span class="size num" data-size={text} />;
}

/** What the chip has no room to say in words. */
function factsOf({ tokens, bytes, scaledFrom }: ContextItem): readonly string[] {
  const { width, height } = scaledFrom ?? {};
  return [
    ...(tokens === undefined ? [] : [fillIn(strings.aboutTokens, formatNumber(tokens))]),
    ...(bytes === undefined ? [] : [formatBytes(bytes)]),
    ...(width === undefined || height === undefined
      ? []
      : [fillIn(strings.imageScaledFrom, formatNumber(width), formatNumber(height))]),
  ];
}
