import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { fillIn } from '../../protocol/strings.ts';
import type { ToolSwitch } from '../../protocol/toolSwitch.ts';
import { Icon } from '../icons.tsx';
import { menuItems, moveInMenu } from '../menuKeys.ts';
import { returnFocus } from '../requestOptionsState.ts';
import { store } from '../store.ts';
import { formatNumber, strings } from '../texts.ts';
import { closeToolsMenu, openToolsMenu, toolsMenuOpen } from '../toolsMenuState.ts';
import { post } from '../vscodeApi.ts';

/** Says how many tools the model is given, and opens their switches. */
export function ToolsButton(): JSX.Element {
  const on = store.panel.value.tools.filter(({ isOn }) => isOn).length;
  const label = fillIn(strings.toolsOn, formatNumber(on));
  return (
    <button
      type="button"
      class={on > 0 ? 'ib txt on' : 'ib txt'}
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded={toolsMenuOpen.value}
      title={label}
      // Keeps the focus where it is, or leaving the menu would close it just before this opens it again.
      onMouseDown={(event) => event.preventDefault()}
      onClick={({ currentTarget }) => {
        if (toolsMenuOpen.value) return closeToolsMenu();
        currentTarget.focus();
        openToolsMenu();
      }}
    >
      <Icon name="tools" />
      {on > 0 && <span>{formatNumber(on)}</span>}
    </button>
  );
}

/** The switches of the tools, and the way to more servers. The menu stays open while one is switched. */
export function ToolsMenu(): JSX.Element {
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => menuItems(menu.current)[0]?.focus(), []);
  return (
    <div
      ref={menu}
      class="pop menu wide"
      role="menu"
      tabIndex={-1}
      aria-label={strings.tools}
      onKeyDown={(event) => moveInMenu(event, closeToolsMenu)}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget instanceof Node && !menu.current?.contains(relatedTarget)) closeToolsMenu();
      }}
    >
      {store.panel.value.tools.map((tool) => (
        <SwitchRow key={tool.id} tool={tool} />
      ))}
      <button
        type="button"
        class="row"
        role="menuitem"
        tabIndex={-1}
        onClick={() => {
          post({ type: 'open-server-settings' });
          closeToolsMenu();
          returnFocus();
        }}
      >
        <Icon name="settings" />
        <span class="grow ell">{strings.addServer}</span>
      </button>
    </div>
  );
}

const switchTexts = {
  workspace: { label: strings.workspaceTools, help: strings.workspaceToolsHelp },
  web_search: { label: strings.webSearch, help: strings.webSearchHelp },
  file_search: { label: strings.fileSearch, help: strings.fileSearchHelp },
  code_interpreter: { label: strings.codeInterpreter, help: strings.codeInterpreterHelp },
} as const;

function SwitchRow({ tool }: { readonly tool: ToolSwitch }): JSX.Element {
  const { id, kind, name, host, isOn, isRefused, problem } = tool;
  const text = kind === 'server' ? { label: name ?? id, help: host ?? '' } : switchTexts[kind];
  const label = text.label;
  const refusal = isRefused ? fillIn(strings.toolRefused, store.panel.value.model) : undefined;
  const about = problem ?? refusal ?? text.help;
  return (
    <button
      type="button"
      class="row two"
      role="menuitemcheckbox"
      tabIndex={-1}
      aria-checked={isOn}
      aria-disabled={problem !== undefined}
      onClick={() => {
        if (problem === undefined) post({ type: 'set-tool', toolId: id, isOn: !isOn });
      }}
    >
      {problem !== undefined ? <Icon name="warning" /> : isOn ? <Icon name="check" /> : <span class="i" />}
      <span class="grow">
        <span class="name">{label}</span>
        <span class="help">{about}</span>
      </span>
    </button>
  );
}
