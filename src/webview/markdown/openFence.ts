import type { CodeWriter } from './codeBlock.ts';

/** A code block whose closing fence has not arrived: its lines are only appended, nothing is parsed again. */
export interface OpenFence {
  /** Takes the next text. Returns what follows the closing line once that line is complete. */
  feed(text: string): string | undefined;
  /** The source ends here: whether it ended in a closing line. */
  end(): boolean;
}

/** Continues a fence that was opened with `markup` (three or more of one character) in the first column. */
export function createOpenFence(markup: string, writer: CodeWriter): OpenFence {
  const closing = new RegExp(`^ {0,3}${markup}${markup.charAt(0)}*[ \\t]*\\n?$`);
  const mayClose = new RegExp(`^ {0,3}${markup.charAt(0)}*[ \\t]*$`);
  /** The start of a line that may still become the closing one. */
  let held = '';
  let insideLine = false;
  return {
    feed(text) {
      let code = '';
      for (let from = 0; from < text.length; ) {
        const newline = text.indexOf('\n', from);
        const to = newline === -1 ? text.length : newline + 1;
        const piece = text.slice(from, to);
        from = to;
        if (insideLine) {
          code += piece;
          insideLine = newline === -1;
          continue;
        }
        held += piece;
        if (newline !== -1 && closing.test(held)) {
          writer.write(code);
          return text.slice(from);
        }
        if (newline === -1 && mayClose.test(held)) break;
        code += held;
        held = '';
        insideLine = newline === -1;
      }
      writer.write(code);
      return undefined;
    },
    end() {
      if (closing.test(held)) return true;
      writer.write(held);
      return false;
    },
  };
}
