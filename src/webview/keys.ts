import { answerByKey } from './approvals.ts';
import { draft } from './draft.ts';
import { closeHistory, historyOpen } from './historyState.ts';
import { closeMention, mention } from './mention.ts';
import { closeModelPicker, modelPickerOpen } from './modelPickerState.ts';
import {
  closeEffortMenu,
  closeOptions,
  effortMenuOpen,
  optionsOpen,
  returnFocus,
} from './requestOptionsState.ts';
import { store } from './store.ts';
import { closeToolsMenu, toolsMenuOpen } from './toolsMenuState.ts';
import { post } from './vscodeApi.ts';

/** Keys that work anywhere in the panel: Esc, the two that answer a call that waits, and Ctrl with the arrows from turn to turn. */
export function handlePanelKeys(root: HTMLElement): void {
  root.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (answerByKey(event)) return event.preventDefault();
    if (event.key === 'Escape') {
      if (endNearest()) event.preventDefault();
    } else if ((event.ctrlKey || event.metaKey) && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      if (moveToTurn(event.key === 'ArrowUp' ? -1 : 1)) event.preventDefault();
    }
  });
}

/** Whether Esc had something to end; the nearest thing first. */
function endNearest(): boolean {
  if (mention.value !== undefined) {
    const isShown = mention.value.matches.length > 0;
    closeMention();
    if (isShown) return true;
  }
  if (modelPickerOpen.value) {
    closeModelPicker();
    return true;
  }
  if (effortMenuOpen.value) {
    closeEffortMenu();
    returnFocus();
    return true;
  }
  if (toolsMenuOpen.value) {
    closeToolsMenu();
    returnFocus();
    return true;
  }
  if (optionsOpen.value) {
    closeOptions();
    return true;
  }
  if (historyOpen.value) {
    closeHistory();
    return true;
  }
  if (store.panel.value.runningTurnId === undefined) return false;
  post({ type: 'stop' });
  return true;
}

/** From the composer up to the last turn, from turn to turn, and from the last turn down to the composer. */
function moveToTurn(step: -1 | 1): boolean {
  const turns = [...document.querySelectorAll<HTMLElement>('.turn')];
  const current = document.activeElement?.closest<HTMLElement>('.turn') ?? undefined;
  const index = current === undefined ? turns.length : turns.indexOf(current);
  if (current === undefined && step === 1) return false;
  if (index + step === turns.length) {
    draft.focus();
    return true;
  }
  const next = turns[index + step];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return next !== undefined;
}
