import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Citation } from '../../protocol/citation.ts';
import type { Mark } from '../markdown/footnotes.ts';
import { createMarkdownStream, type MarkdownStream } from '../markdown/markdownStream.ts';
import { itemOf, store } from '../store.ts';
import { strings } from '../texts.ts';

/** The Markdown of one output item. Streamed text is drawn as it comes, without drawing the turn again. */
export function MarkdownItem(props: {
  readonly turnId: string;
  readonly outputIndex: number;
  readonly ended: boolean;
  readonly citations?: readonly Citation[];
}): JSX.Element {
  const { turnId, outputIndex, ended, citations = noCitations } = props;
  const container = useRef<HTMLDivElement>(null);
  const stream = useRef<MarkdownStream>(undefined);
  const cited = useRef(citations);
  cited.current = citations;
  useLayoutEffect(() => {
    const element = container.current;
    if (element === null) return undefined;
    const restart = (text: string): void => {
      element.replaceChildren();
      stream.current = createMarkdownStream(element, strings);
      stream.current.mark(marksOf(cited.current));
      stream.current.append(text);
    };
    restart(textOf(turnId, outputIndex));
    return store.onText(turnId, outputIndex, (change) => {
      if (change.kind === 'append') stream.current?.append(change.text);
      else restart(change.text);
    });
  }, [turnId, outputIndex]);
  useLayoutEffect(() => stream.current?.mark(marksOf(citations)), [citations]);
  useLayoutEffect(() => {
    if (ended) stream.current?.end();
  }, [ended, turnId, outputIndex]);
  return <div ref={container} class={ended ? 'md' : 'md streaming'} data-output-index={outputIndex} />;
}

function marksOf(citations: readonly Citation[]): readonly Mark[] {
  return citations.flatMap(({ source, at }) => (at === undefined ? [] : [{ at, number: source + 1 }]));
}

const noCitations: readonly Citation[] = [];

function textOf(turnId: string, outputIndex: number): string {
  const turn = store.latest(turnId);
  const item = turn?.kind === 'assistant' ? itemOf(turn, outputIndex) : undefined;
  return item?.text ?? '';
}
