import type { JSX } from 'preact';
import type { PanelState, Suggestion } from '../../protocol/messages.ts';
import { fillIn } from '../../protocol/strings.ts';
import { Icon, type IconName, Mark } from '../icons.tsx';
import { store } from '../store.ts';
import { formatNumber, strings } from '../texts.ts';
import { post } from '../vscodeApi.ts';

/** What an empty conversation shows: the way to a key, or what can be done with the code in the editor. */
export function Welcome(): JSX.Element {
  const panel = store.panel.value;
  return (
    <div class="welcome">
      <Mark />
      {panel.hasKey ? <WithKey suggestions={panel.suggestions} /> : <WithoutKey host={panel.host} />}
    </div>
  );
}

function WithoutKey({ host }: Pick<PanelState, 'host'>): JSX.Element {
  return (
    <>
      <h2>{strings.welcomeNoKeyTitle}</h2>
      <p>{fillIn(strings.welcomeNoKeyText, host)}</p>
      <button type="button" class="btn pri wide" onClick={() => post({ type: 'set-key' })}>
        <Icon name="key" class="s" />
        {strings.setKey}
      </button>
      <button type="button" class="link" onClick={() => post({ type: 'get-key' })}>
        {strings.getKey}
        <Icon name="linkExternal" class="s" />
      </button>
    </>
  );
}

function WithKey({ suggestions }: Pick<PanelState, 'suggestions'>): JSX.Element {
  return (
    <>
      <h2>{strings.welcomeTitle}</h2>
      <p>{strings.welcomeText}</p>
      {suggestions.map((suggestion) => (
        <button
          type="button"
          class="row sug"
          key={suggestion.command}
          onClick={() => post({ type: 'suggestion', command: suggestion.command })}
        >
          <Icon name={suggestionIcons[suggestion.command]} />
          <span class="grow ell">{suggestionText(suggestion)}</span>
        </button>
      ))}
    </>
  );
}

const suggestionIcons: Readonly<Record<Suggestion['command'], IconName>> = {
  explain: 'fileCode',
  refactor: 'editSparkle',
  fix: 'error',
};

function suggestionText({ command, file, lines, problems }: Suggestion): string {
  const range = [formatNumber(lines.start), formatNumber(lines.end), file];
  switch (command) {
    case 'explain':
      return fillIn(strings.explainLines, ...range);
    case 'refactor':
      return fillIn(strings.refactorLines, ...range);
    case 'fix':
      if (problems === undefined) return fillIn(strings.fixLines, ...range);
      return fillIn(problems === 1 ? strings.fixProblem : strings.fixProblems, file, formatNumber(problems));
  }
}
