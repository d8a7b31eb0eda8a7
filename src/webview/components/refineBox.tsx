import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from '../icons.tsx';
import { store } from '../store.ts';
import { strings } from '../texts.ts';
import { post } from '../vscodeApi.ts';

/** Asks for another change in place of what is still open of an edit; what was kept stays. */
export function RefineBox({ turnId }: { readonly turnId: string }): JSX.Element {
  const [text, setText] = useState('');
  const isRunning = store.panel.value.runningTurnId !== undefined;
  const send = (): void => {
    if (isRunning || text.trim() === '') return;
    post({ type: 'refine', turnId, text });
    setText('');
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLInputElement>): void => {
    // Enter that ends a composition belongs to the input method; keyCode 229 says so where isComposing does not.
    if (event.key === 'Enter' && !event.isComposing && event.keyCode !== 229 && !event.repeat) send();
  };
  return (
    <div class="field refine">
      <input
        dir="auto"
        aria-label={strings.refine}
        placeholder={strings.refine}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button
        type="button"
        class="ib"
        aria-label={strings.refineSend}
        title={strings.refineSend}
        disabled={isRunning || text.trim() === ''}
        onClick={send}
      >
        <Icon name="arrowUp" />
      </button>
    </div>
  );
}
