import { signal } from '@preact/signals';
import { rememberFocus } from './requestOptionsState.ts';

/** Whether the switches of the tools are open. */
export const toolsMenuOpen = signal(false);

export function openToolsMenu(): void {
  rememberFocus();
  toolsMenuOpen.value = true;
}

export function closeToolsMenu(): void {
  toolsMenuOpen.value = false;
}
