import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type KnownOption, knownSentence } from '../../protocol/requestOption.ts';
import { fillIn } from '../../protocol/strings.ts';
import { Icon } from '../icons.tsx';
import { store } from '../store.ts';
import { formatDate, strings, texts } from '../texts.ts';
import { post } from '../vscodeApi.ts';
import { TextButton } from './notice.tsx';
import { IconButton } from './toolbar.tsx';

/** What replies told about the options of each model: accepted, refused or ignored, and when. */
export function KnownOptions(): JSX.Element {
  const { optionSheet, host } = store.panel.value;
  const { known } = optionSheet;
  const [open, setOpen] = useState(false);
  return (
    <div class="known">
      <h3>
        <button type="button" class="fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'chevronDown' : 'chevronRight'} />
          {strings.knownTitle}
        </button>
      </h3>
      {open && (
        <>
          <p class="muted">{fillIn(strings.knownText, host)}</p>
          {known.length === 0 ? <p class="muted">{strings.knownNothing}</p> : <KnownTable known={known} />}
        </>
      )}
    </div>
  );
}

function KnownTable({ known }: { readonly known: readonly KnownOption[] }): JSX.Element {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled with the arrow keys. */}
      <section class="scroll" tabIndex={0} aria-label={strings.knownTitle}>
        <table>
          <thead>
            <tr>
              <th scope="col">{strings.knownOption}</th>
              <th scope="col">{strings.knownState}</th>
              <th scope="col">{strings.knownSeen}</th>
              <td />
            </tr>
          </thead>
          {[...new Set(known.map(({ model }) => model))].map((model) => (
            <tbody key={model}>
              <tr>
                <th scope="rowgroup" colSpan={4}>
                  {model}
                </th>
              </tr>
              {known
                .filter((each) => each.model === model)
                .map((each) => (
                  <tr key={`${each.name} ${each.state} ${each.value ?? ''}`}>
                    <th scope="row">{each.name}</th>
                    <td>{knownSentence(each, texts)}</td>
                    <td>{formatDate(each.at)}</td>
                    <td>
                      <IconButton
                        icon="discard"
                        label={fillIn(strings.forgetKnown, each.name, each.model)}
                        onClick={() =>
                          post({ type: 'forget-known', only: { model: each.model, name: each.name } })
                        }
                      />
                    </td>
                  </tr>
                ))}
            </tbody>
          ))}
        </table>
      </section>
      <div class="btns">
        <TextButton label={strings.forgetAllKnown} onClick={() => post({ type: 'forget-known' })} />
      </div>
    </>
  );
}
