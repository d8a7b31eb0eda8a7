import { signal } from '@preact/signals';

/** Whether the page of the request options stands in place of the conversation. */
export const optionsOpen = signal(false);

/** Whether the page shows the options as JSON. */
export const optionsAsJson = signal(false);

/** Whether the choices of the reasoning effort are open. */
export const effortMenuOpen = signal(false);

/** Gives the focus to what had it before the page or the menu took it. */
let giveBack: (() => void) | undefined;

export function openOptions(): void {
  if (optionsOpen.value) return;
  rememberFocus();
  optionsOpen.value = true;
}

/** Leaves the page. What is typed there counts. When the page has gone the focus is given back, or as `focus` does. */
export function closeOptions(focus = giveBack): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  giveBack = focus;
  optionsOpen.value = false;
}

export function openEffortMenu(): void {
  rememberFocus();
  effortMenuOpen.value = true;
}

export function closeEffortMenu(): void {
  effortMenuOpen.value = false;
}

/** Gives the focus back to what had it. */
export function returnFocus(): void {
  giveBack?.();
  giveBack = undefined;
}

/** What has the focus now gets it back from `returnFocus`. */
export function rememberFocus(): void {
  const former = document.activeElement;
  giveBack = former instanceof HTMLElement ? () => former.focus() : undefined;
}

/** Something else is to have the focus than what had it. */
export function returnFocusTo(focus: () => void): void {
  giveBack = focus;
}
