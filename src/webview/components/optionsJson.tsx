import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { fillIn } from '../../protocol/strings.ts';
import { announcer } from '../announcements.ts';
import { Icon } from '../icons.tsx';
import { store } from '../store.ts';
import { formatNumber, strings } from '../texts.ts';
import { post } from '../vscodeApi.ts';
import { TextButton } from './notice.tsx';

/** The options of the conversation as one JSON text, for people who prefer it. The host judges it. */
export function OptionsJson(): JSX.Element {
  const { json, jsonProblems } = store.panel.value.optionSheet;
  const box = useRef<HTMLTextAreaElement>(null);
  const hasProblems = jsonProblems.length > 0;
  // What was typed and cannot be used stays as it was typed.
  useLayoutEffect(() => {
    if (box.current !== null && !hasProblems) box.current.value = json;
  }, [json, hasProblems]);
  const spoken = jsonProblems.map(problemText).join(' ');
  useEffect(() => {
    if (spoken !== '') announcer.say(spoken);
  }, [spoken]);
  const apply = () => {
    if (box.current !== null) post({ type: 'set-options-json', text: box.current.value });
  };
  return (
    <div class="options json">
      <p id="json-help" class="muted">
        {strings.jsonHelp}
      </p>
      <textarea
        ref={box}
        class={hasProblems ? 'field bad' : 'field'}
        aria-label={strings.jsonOptions}
        aria-describedby="json-help json-problems"
        aria-invalid={hasProblems}
        defaultValue={json}
        maxLength={100_000}
        spellcheck={false}
        dir="ltr"
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          apply();
        }}
      />
      <div class="msgs" id="json-problems">
        {jsonProblems.map((problem) => (
          <div class="msg" key={problemText(problem)}>
            <Icon name="error" class="err" />
            <span>{problemText(problem)}</span>
          </div>
        ))}
      </div>
      <div class="btns">
        <TextButton primary label={strings.applyJson} onClick={apply} />
      </div>
    </div>
  );
}

function problemText({ line, text }: { readonly line: number; readonly text: string }): string {
  return fillIn(strings.jsonLine, formatNumber(line), text);
}
