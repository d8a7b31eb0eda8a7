import { signal } from '@preact/signals';
import { store } from './store.ts';
import { post } from './vscodeApi.ts';

/** Whether the list of models is open. It can be opened from the composer and from a notice. */
export const modelPickerOpen = signal(false);

/** What had the focus before the list took it. */
let opener: HTMLElement | undefined;

export function openModelPicker(): void {
  opener = document.activeElement instanceof HTMLElement ? document.activeElement : undefined;
  modelPickerOpen.value = true;
  if (store.panel.value.models.kind === 'unknown') post({ type: 'refresh-models' });
}

/** Closes the list and gives the focus back. */
export function closeModelPicker(): void {
  if (!modelPickerOpen.value) return;
  modelPickerOpen.value = false;
  opener?.focus();
  opener = undefined;
}
