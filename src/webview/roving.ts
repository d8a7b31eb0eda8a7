/** The controls of a toolbar that can take the focus. */
function stopsOf(toolbar: Element): HTMLElement[] {
  return [...toolbar.querySelectorAll<HTMLElement>('button:not(:disabled), a[href]')];
}

/** Leaves exactly one control of the toolbar in the Tab order: `stop`, or the one that was, or the first. */
export function keepOneStop(toolbar: Element, stop?: HTMLElement): void {
  const stops = stopsOf(toolbar);
  const current = stop ?? chosen(stops);
  for (const each of stops) each.tabIndex = each === current ? 0 : -1;
}

function chosen(stops: readonly HTMLElement[]): HTMLElement | undefined {
  return stops.find((each) => each.getAttribute('tabindex') === '0') ?? stops[0];
}

/** Moves the focus inside toolbars with the arrow keys, Home and End. */
export function handleToolbarKeys(root: HTMLElement): void {
  root.addEventListener('keydown', (event) => {
    if (!(event.target instanceof HTMLElement) || event.ctrlKey || event.altKey || event.metaKey) return;
    const toolbar = event.target.closest('[role=toolbar]');
    if (toolbar === null) return;
    const stops = stopsOf(toolbar);
    const index = stops.indexOf(event.target);
    const next = stops[nextIndex(event.key, index, stops.length)];
    if (next === undefined) return;
    event.preventDefault();
    keepOneStop(toolbar, next);
    next.focus();
  });
  root.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    const toolbar = target.closest('[role=toolbar]');
    if (toolbar !== null) keepOneStop(toolbar, target);
  });
}

function nextIndex(key: string, index: number, count: number): number {
  switch (key) {
    case 'ArrowRight':
      return (index + 1) % count;
    case 'ArrowLeft':
      return (index - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return -1;
  }
}
