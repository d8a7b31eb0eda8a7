import type { JSX } from 'preact';
import { showCopied } from '../copied.ts';
import { strings } from '../texts.ts';
import { post } from '../vscodeApi.ts';
import { IconButton } from './toolbar.tsx';

/** Copies the Markdown of a turn. */
export function CopyTurnButton({ turnId }: { readonly turnId: string }): JSX.Element {
  return (
    <IconButton
      icon="copy"
      label={strings.copy}
      onClick={(button) => {
        post({ type: 'copy-turn', turnId });
        showCopied(button);
      }}
    />
  );
}
