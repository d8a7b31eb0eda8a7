/**
 * Makes footnotes lead to the row of their source and back, also those that are drawn later. Nothing is opened:
 * only the link of a row leads out of the panel.
 */
export function handleSourceLinks(root: HTMLElement): void {
  root.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest<HTMLElement>('[data-source], [data-source-back]');
    const turn = link?.closest('.turn');
    if (!link || !turn) return;
    event.preventDefault();
    // VS Code would take the empty fragment for the top of the page.
    event.stopPropagation();
    const { source, sourceBack } = link.dataset;
    if (source === undefined) focus(turn.querySelector<HTMLElement>(`[data-source="${sourceBack}"]`));
    else showRow(turn, source);
  });
}

function showRow(turn: Element, number: string): void {
  const sources = turn.querySelector('.sources');
  const row = sources?.querySelector(`[data-source-row="${number}"]`);
  // A folded list opens in the same turn of the event loop.
  if (row?.closest('ol[hidden]')) sources?.querySelector<HTMLElement>('[aria-expanded]')?.click();
  requestAnimationFrame(() => focus(row?.querySelector<HTMLElement>('a') ?? row?.querySelector('button')));
}

function focus(element: HTMLElement | null | undefined): void {
  element?.focus();
  element?.scrollIntoView({ block: 'nearest' });
}
