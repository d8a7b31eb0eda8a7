import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { createMarkdownStream, type MarkdownStream } from '../markdown/markdownStream.ts';
import { itemOf, store } from '../store.ts';
import { strings } from '../texts.ts';

/** The Markdown of one output item. Streamed text is drawn as it comes, without drawing the turn again. */
export function MarkdownItem(props: {
  readonly turnId: string;
  readonly outputIndex: number;
  readonly ended: boolean;
}): JSX.Element {
  const { turnId, outputIndex, ended } = props;
  const container = useRef<HTMLDivElement>(null);
  const stream = useRef<MarkdownStream>(undefined);
  useLayoutEffect(() => {
    const element = container.current;
    if (element === null) return undefined;
    const restart = (text: string): void => {
      element.replaceChildren();
      stream.current = createMarkdownStream(element, strings);
      stream.current.append(text);
    };
    restart(textOf(turnId, outputIndex));
    return store.onText(turnId, outputIndex, (change) => {
      if (change.kind === 'append') stream.current?.append(change.text);
      else restart(change.text);
    });
  }, [turnId, outputIndex]);
  useLayoutEffect(() => {
    if (ended) stream.current?.end();
  }, [ended, turnId, outputIndex]);
  return <div ref={container} class={ended ? 'md' : 'md streaming'} data-output-index={outputIndex} />;
}

function textOf(turnId: string, outputIndex: number): string {
  const turn = store.latest(turnId);
  const item = turn?.kind === 'assistant' ? itemOf(turn, outputIndex) : undefined;
  return item?.text ?? '';
}
