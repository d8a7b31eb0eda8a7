const canTakeFocus = 'a[href], button, input, select, textarea, [tabindex]';

/**
 * Lets Tab meet the controls of one turn only: of the one that holds the focus, else of the last one. The others
 * are reached from turn to turn, see `keys.ts`.
 */
export function handleTabOrder(root: HTMLElement): void {
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Tab' || event.ctrlKey || event.altKey || event.metaKey) return;
    const from = document.activeElement;
    if (from === null) return;
    const stops = stopsFrom(root, from, event.shiftKey);
    const turn = from.closest('.turn') ?? [...root.querySelectorAll('.turn')].at(-1) ?? null;
    const belongs = (stop: HTMLElement): boolean => [null, turn].includes(stop.closest('.turn'));
    const next = stops.find(isStop);
    // Where the browser goes by itself is right, but for the turns it would stop at.
    if (next === undefined || belongs(next)) return;
    const target = stops.find((stop) => belongs(stop) && isStop(stop));
    if (target === undefined) return;
    event.preventDefault();
    target.focus();
  });
}

/** What comes after an element, or before it, nearest first. */
function stopsFrom(root: HTMLElement, from: Element, backwards: boolean): HTMLElement[] {
  const side = backwards ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING;
  const all = [...root.querySelectorAll<HTMLElement>(canTakeFocus)];
  const stops = all.filter((each) => (from.compareDocumentPosition(each) & side) !== 0);
  return backwards ? stops.reverse() : stops;
}

function isStop(element: HTMLElement): boolean {
  return (
    element.tabIndex >= 0 &&
    !element.matches(':disabled') &&
    element.checkVisibility({ visibilityProperty: true })
  );
}
