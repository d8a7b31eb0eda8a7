import { type ReadonlySignal, signal } from '@preact/signals';

/** Keeps the end of a growing element in view for as long as the person has not scrolled away from it. */
export interface Following {
  /** Something new arrived below while the view was released. */
  readonly missedNews: ReadonlySignal<boolean>;
  jumpToLatest(): void;
  dispose(): void;
}

/** How near to the end counts as at the end, in CSS pixels. */
const tolerance = 4;

/**
 * Follows the end of `content` inside `viewport`. Any way of going up releases the view: wheel, keys, dragging
 * the scroll bar, touch, and selecting text. Coming down to the end again takes it back.
 */
export function followEnd(viewport: HTMLElement, content: HTMLElement): Following {
  const missedNews = signal(false);
  const listening = new AbortController();
  const { signal: abort } = listening;
  let following = true;
  let lastTop = 0;
  let lastHeight = 0;

  const toEnd = (): void => {
    viewport.scrollTop = viewport.scrollHeight;
    lastTop = viewport.scrollTop;
  };
  const release = (): void => {
    if (viewport.scrollTop > 0) following = false;
  };
  const atEnd = (): boolean =>
    viewport.scrollHeight - viewport.clientHeight - viewport.scrollTop <= tolerance;

  viewport.addEventListener(
    'wheel',
    ({ deltaY }) => {
      if (deltaY < 0) release();
    },
    { passive: true, signal: abort },
  );
  viewport.addEventListener(
    'keydown',
    ({ key }) => {
      if (key === 'PageUp' || key === 'ArrowUp' || key === 'Home') release();
    },
    { signal: abort },
  );
  viewport.addEventListener(
    'scroll',
    () => {
      const top = viewport.scrollTop;
      if (top > lastTop && atEnd()) {
        following = true;
        missedNews.value = false;
      } else if (top < lastTop && !atEnd()) {
        following = false;
      }
      lastTop = top;
    },
    { passive: true, signal: abort },
  );
  document.addEventListener(
    'selectionchange',
    () => {
      const selection = document.getSelection();
      if (selection !== null && !selection.isCollapsed && selection.containsNode(content, true)) release();
    },
    { signal: abort },
  );
  const sizes = new ResizeObserver(() => {
    const height = content.offsetHeight;
    if (following) toEnd();
    else if (height > lastHeight && !atEnd()) missedNews.value = true;
    lastHeight = height;
  });
  sizes.observe(content);
  sizes.observe(viewport);

  return {
    missedNews,
    jumpToLatest() {
      following = true;
      missedNews.value = false;
      toEnd();
    },
    dispose() {
      listening.abort();
      sizes.disconnect();
    },
  };
}
