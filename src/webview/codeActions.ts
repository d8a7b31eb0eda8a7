import type { CodeBlockAction } from '../protocol/messages.ts';
import { showCopied } from './copied.ts';
import { post } from './vscodeApi.ts';

/** Makes the buttons of all code blocks inside `root` work, also of those that are drawn later. */
export function handleCodeActions(root: HTMLElement): void {
  root.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element)) return;
    const button = target.closest<HTMLElement>('[data-code-action]');
    const block = button?.closest<HTMLElement>('.code');
    const item = button?.closest<HTMLElement>('[data-output-index]');
    const turn = button?.closest<HTMLElement>('[data-turn-id]');
    if (!button || !block || !item || !turn) return;
    const action = button.dataset['codeAction'];
    if (!isCodeBlockAction(action)) return;
    post({
      type: 'code-block',
      turnId: turn.dataset['turnId'] ?? '',
      outputIndex: Number(item.dataset['outputIndex']),
      line: Number(block.dataset['line']),
      action,
    });
    if (action === 'copy') showCopied(button);
  });
}

/** A record, so that an action that is added does not compile until it is here. The schema itself stays out of the panel. */
const actions: Readonly<Record<CodeBlockAction, true>> = {
  copy: true,
  apply: true,
  insert: true,
  'new-file': true,
  terminal: true,
};

function isCodeBlockAction(action: string | undefined): action is CodeBlockAction {
  return action !== undefined && Object.hasOwn(actions, action);
}
