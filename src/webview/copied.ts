import { announcer } from './announcements.ts';
import { strings } from './texts.ts';

const shownMilliseconds = 1500;

/** Shows a check in place of the button's icon for a moment, and says so. */
export function showCopied(button: HTMLElement): void {
  button.classList.add('copied');
  announcer.say(strings.copied);
  setTimeout(() => button.classList.remove('copied'), shownMilliseconds);
}
