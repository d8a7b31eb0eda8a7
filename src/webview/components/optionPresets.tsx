import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { fillIn } from '../../protocol/strings.ts';
import { announcer } from '../announcements.ts';
import { Icon } from '../icons.tsx';
import { store } from '../store.ts';
import { strings } from '../texts.ts';
import { post } from '../vscodeApi.ts';
import { TextButton } from './notice.tsx';

type Mode = 'choose' | 'save' | 'rename' | 'delete';

/** Saved sets of options: choose and apply one, save what is set, rename and delete. */
export function OptionPresets({ canSave }: { readonly canSave: boolean }): JSX.Element | null {
  const { presets } = store.panel.value.optionSheet;
  const [chosen, setChosen] = useState('');
  const [mode, setMode] = useState<Mode>('choose');
  const preset = presets.find(({ name }) => name === chosen);
  const back = () => setMode('choose');
  if (presets.length === 0 && !canSave) return null;
  return (
    <section class="presets" aria-label={strings.preset}>
      {mode === 'choose' && (
        <div class="btns">
          {presets.length > 0 && (
            <select
              class="field"
              aria-label={strings.preset}
              value={preset === undefined ? '' : chosen}
              onChange={({ currentTarget }) => setChosen(currentTarget.value)}
            >
              <option value="">{strings.presetNone}</option>
              {presets.map(({ name }) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          )}
          {preset !== undefined && (
            <>
              <TextButton
                primary
                label={strings.applyPreset}
                onClick={() => {
                  post({ type: 'preset', action: 'apply', name: preset.name });
                  announcer.say(fillIn(strings.presetApplied, preset.name));
                }}
              />
              <TextButton label={strings.renamePreset} onClick={() => setMode('rename')} />
              <TextButton label={strings.deletePreset} onClick={() => setMode('delete')} />
            </>
          )}
          {canSave && <TextButton label={strings.savePreset} onClick={() => setMode('save')} />}
        </div>
      )}
      {mode === 'save' && (
        <NameForm
          name={chosen}
          warning={(name) => (isTaken(name) ? fillIn(strings.presetExists, name) : undefined)}
          onEnd={back}
          onName={(name) => {
            post({ type: 'preset', action: 'save', name });
            announcer.say(fillIn(strings.presetSaved, name));
            setChosen(name);
          }}
        />
      )}
      {mode === 'rename' && preset !== undefined && (
        <NameForm
          name={preset.name}
          refusal={(name) =>
            name !== preset.name && isTaken(name) ? fillIn(strings.presetNameTaken, name) : undefined
          }
          onEnd={back}
          onName={(to) => {
            post({ type: 'rename-preset', name: preset.name, to });
            setChosen(to);
          }}
        />
      )}
      {mode === 'delete' && preset !== undefined && (
        <div class="btns">
          <span class="grow">{fillIn(strings.deletePresetNow, preset.name)}</span>
          <TextButton
            label={strings.deletePreset}
            onClick={() => {
              post({ type: 'preset', action: 'delete', name: preset.name });
              back();
            }}
          />
          <TextButton label={strings.cancel} onClick={back} />
        </div>
      )}
      {mode === 'choose' && preset !== undefined && preset.problems.length > 0 && (
        <div class="msg">
          <Icon name="warning" class="warn" />
          <span>{fillIn(strings.presetProblems, preset.name, preset.problems.join(' '))}</span>
        </div>
      )}
    </section>
  );
}

function isTaken(name: string): boolean {
  return store.panel.value.optionSheet.presets.some((each) => each.name === name);
}

/** Asks for a name. Enter takes it, Esc leaves it. */
function NameForm(props: {
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly onEnd: () => void;
  readonly warning?: (name: string) => string | undefined;
  /** Why a name cannot be used. */
  readonly refusal?: (name: string) => string | undefined;
}): JSX.Element {
  const { onName, onEnd, warning, refusal } = props;
  const [name, setName] = useState(props.name);
  const box = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => box.current?.select(), []);
  const trimmed = name.trim();
  const problem = refusal?.(trimmed);
  const take = () => {
    if (trimmed === '' || problem !== undefined) return;
    if (trimmed !== props.name || refusal === undefined) onName(trimmed);
    onEnd();
  };
  const hint = problem ?? warning?.(trimmed) ?? '';
  return (
    // No form: VS Code lets none be submitted in a panel.
    <div>
      <div class="btns">
        <input
          ref={box}
          class="field grow"
          aria-label={strings.presetName}
          placeholder={strings.presetName}
          aria-describedby="preset-hint"
          aria-invalid={problem !== undefined}
          maxLength={60}
          value={name}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
            event.preventDefault();
            event.stopPropagation();
            if (event.key === 'Enter') take();
            else onEnd();
          }}
        />
        <TextButton primary label={strings.savePresetNow} onClick={take} />
        <TextButton label={strings.cancel} onClick={onEnd} />
      </div>
      <p id="preset-hint" class="muted" role="status">
        {hint}
      </p>
    </div>
  );
}
