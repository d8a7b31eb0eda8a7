import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { strings } from '../texts.ts';

/** The title of a conversation while it is changed. Gives the new one, or undefined when the person thought better of it. */
export function TitleInput(props: {
  readonly title: string;
  readonly onEnd: (title: string | undefined) => void;
}): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const ended = useRef(false);
  // Before the next key can arrive.
  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const end = (isWanted: boolean): void => {
    if (ended.current) return;
    ended.current = true;
    const title = input.current?.value.trim() ?? '';
    props.onEnd(isWanted && title !== '' ? title : undefined);
  };
  return (
    <input
      ref={input}
      class="field rename"
      aria-label={strings.conversationTitle}
      defaultValue={props.title}
      maxLength={200}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        if (event.isComposing || event.keyCode === 229) return;
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        end(event.key === 'Enter');
      }}
    />
  );
}
