import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Source, sourceName } from '../../protocol/citation.ts';
import { fillIn } from '../../protocol/strings.ts';
import { Icon } from '../icons.tsx';
import { formatNumber, strings } from '../texts.ts';

/** More sources than these are folded up. */
const mostShown = 5;

/** What an answer rests on, numbered as its footnotes are. */
export function Sources({ sources }: { readonly sources: readonly Source[] }): JSX.Element {
  const [open, setOpen] = useState(sources.length <= mostShown);
  const isFolded = sources.length > mostShown && !open;
  return (
    <section class="sources" aria-label={strings.sources}>
      {sources.length > mostShown && (
        <div class="step">
          <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
            <Icon name="globe" />
            <span class="ell">{strings.sources}</span>
            <span class="num">{formatNumber(sources.length)}</span>
            <Icon name={open ? 'chevronDown' : 'chevronRight'} class="s" />
          </button>
        </div>
      )}
      <ol hidden={isFolded}>
        {sources.map((source, index) => (
          <li key={index} class="src" data-source-row={index + 1}>
            <button
              type="button"
              class="n"
              data-source-back={index + 1}
              aria-label={fillIn(strings.backToText, formatNumber(index + 1))}
            >
              {formatNumber(index + 1)}
            </button>
            <SourceText source={source} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function SourceText({ source }: { readonly source: Source }): JSX.Element {
  const name = sourceName(source);
  if (source.kind === 'page' && /^https?:\/\//i.test(source.url) && URL.canParse(source.url)) {
    return (
      <>
        <a class="ell" href={source.url} title={source.url} dir="auto">
          {name}
        </a>
        <span class="muted ell">{new URL(source.url).host}</span>
      </>
    );
  }
  return (
    <>
      {source.kind !== 'page' && <Icon name="fileText" class="s" />}
      <span class="ell" title={name} dir="auto">
        {name}
      </span>
    </>
  );
}
