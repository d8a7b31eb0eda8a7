import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { fillIn } from '../../protocol/strings.ts';
import { afterReading, attachPasted } from '../attaching.ts';
import { draft } from '../draft.ts';
import { Icon } from '../icons.tsx';
import { chooseMatch, closeMention, mention, mentionInput, mentionKey, updateMention } from '../mention.ts';
import { closeModelPicker, modelPickerOpen, openModelPicker } from '../modelPickerState.ts';
import { effortMenuOpen, openOptions } from '../requestOptionsState.ts';
import { store } from '../store.ts';
import { strings } from '../texts.ts';
import { toolsMenuOpen } from '../toolsMenuState.ts';
import { post } from '../vscodeApi.ts';
import { ContextChips } from './contextChips.tsx';
import { EffortButton, EffortMenu } from './effortPicker.tsx';
import { MentionList, mentionListId, mentionOptionId } from './mentionList.tsx';
import { ModelPicker } from './modelPicker.tsx';
import { IconButton, Toolbar } from './toolbar.tsx';
import { ToolsButton, ToolsMenu } from './toolsMenu.tsx';

/** Where a message is written: its context, its text, its model, and Send or Stop in one place. */
export function Composer(): JSX.Element {
  const { context, suggestedContext, host, model } = store.panel.value;
  return (
    <footer class="composer">
      {modelPickerOpen.value && <ModelPicker />}
      {effortMenuOpen.value && <EffortMenu />}
      {toolsMenuOpen.value && <ToolsMenu />}
      <div class="box">
        <ContextChips
          items={context}
          suggested={suggestedContext}
          label={strings.attachedContext}
          onRemove={({ id }) => {
            post({ type: 'detach', contextId: id });
            draft.focus();
          }}
        />
        <MessageBox />
        <div class="tools">
          <Toolbar label={strings.messageOptions} class="options">
            <IconButton icon="add" label={strings.attachContext} onClick={() => post({ type: 'attach' })} />
            <ModelButton model={model} />
            <EffortButton />
            <span class="grow" />
            <ToolsButton />
            <IconButton
              icon="settings"
              label={strings.requestOptions}
              onClick={(button) => {
                button.focus();
                openOptions();
              }}
            />
          </Toolbar>
          <SendOrStop />
        </div>
      </div>
      <div class="under">
        <ServerMemory host={host} />
        <Icon name="globe" />
        <span class="ell" title={fillIn(strings.requestsGoTo, host)}>
          {host !== '' && fillIn(strings.requestsGoTo, host)}
        </span>
      </div>
    </footer>
  );
}

/** The text itself stays out of the component's state, so that no drawing can disturb typing. */
function MessageBox(): JSX.Element {
  const box = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (box.current !== null) draft.attach(box.current);
  }, []);
  const isOpen = (mention.value?.matches.length ?? 0) > 0;
  return (
    <>
      <MentionList
        onChoose={(match) => {
          if (box.current !== null) chooseMatch(box.current, match);
        }}
      />
      <textarea
        ref={box}
        class="ta"
        rows={2}
        dir="auto"
        aria-label={strings.message}
        aria-haspopup="listbox"
        aria-autocomplete="list"
        aria-controls={isOpen ? mentionListId : undefined}
        aria-activedescendant={isOpen ? mentionOptionId(mention.value?.active ?? 0) : undefined}
        placeholder={strings.placeholder}
        onInput={(event) => {
          draft.changed();
          mentionInput(event.currentTarget, event);
        }}
        onClick={({ currentTarget }) => {
          if (mention.value !== undefined) updateMention(currentTarget);
        }}
        onKeyUp={({ currentTarget }) => {
          if (mention.value !== undefined) updateMention(currentTarget);
        }}
        onBlur={() => {
          closeMention();
          draft.flush();
        }}
        onKeyDown={onMessageKey}
        onPaste={(event) => {
          attachPasted(event, pastesAsText);
          pastesAsText = false;
        }}
      />
    </>
  );
}

/** Whether the last paste key was the one for plain text, which leaves long texts in the message. */
let pastesAsText = false;

function onMessageKey(event: TargetedKeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key.toLowerCase() === 'v') pastesAsText = event.shiftKey;
  // A key that ends a composition belongs to the input method; keyCode 229 says so where isComposing does not.
  if (event.isComposing || event.keyCode === 229) return;
  if (mentionKey(event.currentTarget, event)) {
    event.preventDefault();
    return;
  }
  if (event.key !== 'Enter') return;
  const { sendKey, runningTurnId } = store.panel.value;
  const always = event.ctrlKey || event.metaKey;
  if (!always && (event.shiftKey || event.altKey || sendKey === 'ctrlEnter')) return;
  event.preventDefault();
  if (runningTurnId === undefined && !event.repeat) afterReading(draft.send);
}

function ModelButton({ model }: { readonly model: string }): JSX.Element {
  return (
    <button
      type="button"
      class="ib txt model"
      aria-label={strings.model}
      aria-description={model}
      aria-haspopup="dialog"
      aria-expanded={modelPickerOpen.value}
      title={fillIn(strings.modelTitle, model)}
      // Keeps the focus where it is, or leaving the search field would close the list just before this opens it.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => (modelPickerOpen.value ? closeModelPicker() : openModelPicker())}
    >
      <span class="ell">{model}</span>
      <Icon name="chevronDown" class="chev" />
    </button>
  );
}

/** Shows where the conversation is kept and changes it. */
function ServerMemory({ host }: { readonly host: string }): JSX.Element {
  const onServer = store.panel.value.conversationState === 'auto';
  return (
    <button
      type="button"
      class="ib txt"
      aria-pressed={onServer}
      title={fillIn(onServer ? strings.serverMemoryTitle : strings.localOnlyTitle, host)}
      onClick={() => post({ type: 'set-conversation-state', state: onServer ? 'local' : 'auto' })}
    >
      {onServer ? strings.serverMemory : strings.localOnly}
    </button>
  );
}

function SendOrStop(): JSX.Element {
  const running = store.panel.value.runningTurnId !== undefined;
  const label = running ? strings.stop : strings.send;
  return (
    <button
      type="button"
      class="send"
      aria-label={label}
      title={label}
      disabled={!running && draft.isEmpty.value}
      onClick={() => (running ? post({ type: 'stop' }) : afterReading(draft.send))}
    >
      <Icon name={running ? 'stop' : 'arrowUp'} />
    </button>
  );
}
