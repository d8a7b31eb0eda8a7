import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { fillIn } from '../../protocol/strings.ts';
import type { ToolDetail, ToolItem } from '../../protocol/toolItem.ts';
import { Icon } from '../icons.tsx';
import { createCodeWriter } from '../markdown/codeBlock.ts';
import { itemOf, store } from '../store.ts';
import { formatNumber, strings } from '../texts.ts';

/** What a call was given, as it streams in, and what is known of its outcome. */
export function ToolDetails({
  turnId,
  item,
}: {
  readonly turnId: string;
  readonly item: ToolItem;
}): JSX.Element {
  return (
    <>
      {item.text !== '' && (
        <div class="code" dir="ltr">
          <div class="cb">{strings.toolInput}</div>
          <LiveInput turnId={turnId} outputIndex={item.outputIndex} />
        </div>
      )}
      {item.details.map((detail, index) => (
        <Detail key={index} detail={detail} />
      ))}
    </>
  );
}

/** The input of a call, drawn as it comes, without drawing the turn again. */
function LiveInput(props: { readonly turnId: string; readonly outputIndex: number }): JSX.Element {
  const { turnId, outputIndex } = props;
  const code = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const element = code.current;
    if (element === null) return undefined;
    const restart = (text: string): ReturnType<typeof createCodeWriter> => {
      element.replaceChildren();
      const writer = createCodeWriter(element);
      writer.write(text);
      return writer;
    };
    const turn = store.latest(turnId);
    let writer = restart((turn?.kind === 'assistant' && itemOf(turn, outputIndex)?.text) || '');
    return store.onText(turnId, outputIndex, (change) => {
      if (change.kind === 'append') writer.write(change.text);
      else writer = restart(change.text);
    });
  }, [turnId, outputIndex]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard.
    <pre tabIndex={0}>
      <code ref={code} />
    </pre>
  );
}

function Detail({ detail }: { readonly detail: ToolDetail }): JSX.Element {
  switch (detail.kind) {
    case 'query':
      return (
        <div class="line">
          <Icon name="search" class="s" />
          <span dir="auto">{detail.text}</span>
        </div>
      );
    case 'page':
      return <Page page={detail} />;
    case 'excerpt':
      return (
        <div class="excerpt">
          <div class="line">
            <Icon name="fileText" class="s" />
            <span class="ell">{detail.name}</span>
            {detail.score !== undefined && <span class="num">{formatNumber(detail.score)}</span>}
          </div>
          <p dir="auto">{detail.text}</p>
        </div>
      );
    case 'output':
      return (
        <div class="code" dir="ltr">
          <div class="cb">{strings.toolOutput}</div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard. */}
          <pre tabIndex={0}>{detail.text}</pre>
        </div>
      );
    case 'image':
      return <img class="made" src={detail.data} alt={detail.description ?? strings.toolImage} />;
    case 'listed':
      return (
        <div class="line">
          <Icon name="tools" class="s" />
          <span>
            <b>{detail.name}</b> <span dir="auto">{detail.description}</span>
          </span>
        </div>
      );
    case 'error':
      return (
        <div class="line">
          <Icon name="error" class="s err" />
          <span dir="auto">{detail.text}</span>
        </div>
      );
  }
}

/** A page is a link for web addresses and only text for anything else. */
function Page({ page }: { readonly page: ToolDetail & { kind: 'page' } }): JSX.Element {
  const { url, title, pattern } = page;
  const isWeb = /^https?:\/\//i.test(url) && URL.canParse(url);
  const host = isWeb ? new URL(url).host : '';
  const text = (
    <>
      <Icon name="globe" class="s" />
      <span class="ell">{title ?? url}</span>
      {pattern !== undefined && <span class="muted">{fillIn(strings.foundInPage, pattern)}</span>}
      {title !== undefined && <span class="muted ell">{host}</span>}
    </>
  );
  return isWeb ? (
    <a class="src" href={url} title={url}>
      {text}
    </a>
  ) : (
    <span class="src" title={url}>
      {text}
    </span>
  );
}
