import { createAnnouncer } from './announcer.ts';
import { strings } from './texts.ts';

const region = document.createElement('div');
region.className = 'sr';
region.setAttribute('role', 'status');
document.body.append(region);

/** What a screen reader hears of the panel. */
export const announcer = createAnnouncer({
  speak(text) {
    region.textContent = text;
  },
  setTimer: (callback, milliseconds) => setTimeout(callback, milliseconds),
  codeBlock: strings.codeBlockSpoken,
});
