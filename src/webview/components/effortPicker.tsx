import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { fillIn } from '../../protocol/strings.ts';
import { Icon } from '../icons.tsx';
import { menuItems, moveInMenu } from '../menuKeys.ts';
import { choiceText } from '../optionTexts.ts';
import { closeEffortMenu, effortMenuOpen, openEffortMenu, returnFocus } from '../requestOptionsState.ts';
import { store } from '../store.ts';
import { strings, texts } from '../texts.ts';
import { post } from '../vscodeApi.ts';

const name = 'reasoning.effort';

function effortOption() {
  return store.panel.value.requestOptions.find((option) => option.name === name);
}

/** Shows how long the model thinks, and opens the choices. */
export function EffortButton(): JSX.Element | null {
  const option = effortOption();
  if (option === undefined) return null;
  const value = choiceText(String(option.value ?? 'default'));
  const label = fillIn(strings.effortIs, value);
  return (
    <button
      type="button"
      class="ib txt effort"
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded={effortMenuOpen.value}
      title={label}
      // Keeps the focus where it is, or leaving the menu would close it just before this opens it again.
      onMouseDown={(event) => event.preventDefault()}
      onClick={({ currentTarget }) => {
        if (effortMenuOpen.value) return closeEffortMenu();
        currentTarget.focus();
        openEffortMenu();
      }}
    >
      <Icon name="thinking" class="narrow" />
      <span class="ell">{value}</span>
      <Icon name="chevronDown" class="chev" />
    </button>
  );
}

/** The choices the model is not known to refuse, and its own default. */
export function EffortMenu(): JSX.Element | null {
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    menuItems(menu.current)
      .find((item) => item.getAttribute('aria-checked') === 'true')
      ?.focus();
  }, []);
  const option = effortOption();
  if (option?.range.kind !== 'choice') return null;
  const { value, refusedChoices = [] } = option;
  const choices = ['default', ...option.range.choices.filter((choice) => !refusedChoices.includes(choice))];
  const chosen = value !== undefined && choices.includes(String(value)) ? value : 'default';
  const close = () => {
    closeEffortMenu();
    returnFocus();
  };
  return (
    <div
      ref={menu}
      class="pop menu"
      role="menu"
      tabIndex={-1}
      aria-label={texts.options[name].label}
      onKeyDown={(event) => moveInMenu(event, closeEffortMenu)}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget instanceof Node && !menu.current?.contains(relatedTarget)) closeEffortMenu();
      }}
    >
      {choices.map((choice) => (
        <button
          type="button"
          key={choice}
          class="row"
          role="menuitemradio"
          tabIndex={-1}
          aria-checked={choice === chosen}
          onClick={() => {
            if (choice === 'default') post({ type: 'unset-parameter', name });
            else post({ type: 'set-parameter', name, value: choice });
            close();
          }}
        >
          {choice === chosen ? <Icon name="check" /> : <span class="i" />}
          <span class="grow ell">{choiceText(choice)}</span>
        </button>
      ))}
    </div>
  );
}
