import { panelStrings } from '../../src/protocol/strings.ts';
import { createMarkdownStream } from '../../src/webview/markdown/markdownStream.ts';

/** What the exactness tests call inside the browser. */
export interface MarkdownProbe {
  /** The HTML that Markdown becomes when it arrives in these pieces. */
  draw(pieces: readonly string[]): string;
  /** Places where cutting the text in two, or drawing it character by character, gives other HTML. */
  differences(markdown: string): readonly string[];
}

declare global {
  interface Window {
    markdownProbe: MarkdownProbe;
  }
}

function draw(pieces: readonly string[]): string {
  const container = document.createElement('div');
  const stream = createMarkdownStream(container, panelStrings);
  for (const piece of pieces) stream.append(piece);
  stream.end();
  return container.innerHTML;
}

window.markdownProbe = {
  draw,
  differences(markdown) {
    const whole = draw([markdown]);
    const found: string[] = [];
    for (let cut = 1; cut < markdown.length; cut++) {
      if (draw([markdown.slice(0, cut), markdown.slice(cut)]) !== whole) found.push(`cut at ${cut}`);
    }
    if (draw(markdown.split('')) !== whole) found.push('character by character');
    return found;
  },
};
