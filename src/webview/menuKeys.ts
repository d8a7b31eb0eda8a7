import type { TargetedKeyboardEvent } from 'preact';

/** The rows of a menu. */
export function menuItems(menu: HTMLElement | null): readonly HTMLElement[] {
  return menu === null ? [] : [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]:not(:disabled)')];
}

/** Moves through a menu with the arrows, Home and End; Tab leaves it. */
export function moveInMenu(event: TargetedKeyboardEvent<HTMLElement>, leave: () => void): void {
  const items = menuItems(event.currentTarget);
  const index = document.activeElement instanceof HTMLElement ? items.indexOf(document.activeElement) : -1;
  const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: items.length - 1 }[event.key];
  if (next === undefined) {
    if (event.key === 'Tab') leave();
    return;
  }
  event.preventDefault();
  items[(next + items.length) % items.length]?.focus();
}
