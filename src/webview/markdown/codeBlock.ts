import type { PanelStrings } from '../../protocol/strings.ts';
import { fillIn } from '../../protocol/strings.ts';
import { type IconName, iconNode } from '../icons.tsx';

const linesPerChunk = 64;

export interface CodeBlockOptions {
  readonly language: string;
  /** Line of the opening fence in the item's Markdown, or undefined for code without a fence. */
  readonly line: number | undefined;
  readonly closed: boolean;
  readonly strings: PanelStrings;
}

/** Writes code into an element, in chunks of 64 lines so that a growing block is not laid out as a whole. */
export interface CodeWriter {
  /** Appends text that stands inside the named highlighting classes, outermost first. */
  write(text: string, classes?: readonly string[]): void;
}

/** A code block with its toolbar. The buttons work by `data-code-action`; see `codeActions.ts`. */
export function createCodeBlock(text: string, options: CodeBlockOptions): HTMLElement {
  const { language, line, closed, strings } = options;
  const block = document.createElement('div');
  block.className = 'code';
  block.dir = 'ltr';
  block.setAttribute('role', 'group');
  block.setAttribute('aria-label', fillIn(strings.codeBlock, language || strings.plainText));
  block.dataset['language'] = language;
  if (line !== undefined) block.append(createHead(language || strings.plainText, strings));
  const pre = document.createElement('pre');
  pre.tabIndex = 0;
  const code = document.createElement('code');
  pre.append(code);
  block.append(pre);
  createCodeWriter(code).write(text);
  if (line !== undefined) block.dataset['line'] = String(line);
  if (closed) closeCodeBlock(block, strings);
  return block;
}

/** Adds what may be done with the code once its fence is closed. */
export function closeCodeBlock(block: HTMLElement, strings: PanelStrings): void {
  const toolbar = block.querySelector('[role=toolbar]');
  if (toolbar === null || toolbar.childElementCount > 1) return;
  toolbar.prepend(
    createButton('apply', 'apply', strings.applyInEditor),
    createButton('insert', 'insert', strings.insertAtCursor),
    createButton('new-file', 'newFile', strings.insertIntoNewFile),
    createButton('terminal', 'terminal', strings.insertIntoTerminal),
  );
}

/** The element the code's text is in. */
export function codeElement(block: HTMLElement): HTMLElement {
  const code = block.querySelector('code');
  if (code === null) throw new Error('A code block has no code element.');
  return code;
}

/** A writer that continues where an empty element, or one it has written before, ends. */
export function createCodeWriter(code: Element): CodeWriter {
  let chunk: HTMLElement | undefined;
  let lines = 0;
  return {
    write(text, classes = []) {
      for (let from = 0; from < text.length; ) {
        if (chunk === undefined || lines === linesPerChunk) {
          chunk = document.createElement('span');
          chunk.className = 'lines';
          code.append(chunk);
          lines = 0;
        }
        let to = from;
        while (to < text.length && lines < linesPerChunk) {
          const newline = text.indexOf('\n', to);
          if (newline === -1) {
            to = text.length;
          } else {
            to = newline + 1;
            lines++;
          }
        }
        appendText(classes.reduce(innerSpan, chunk), text.slice(from, to));
        from = to;
      }
    },
  };
}

function innerSpan(parent: HTMLElement, className: string): HTMLElement {
  const span = document.createElement('span');
  span.className = className;
  parent.append(span);
  return span;
}

/** Appends to the last text node where there is one, so that text never piles up in many nodes. */
export function appendText(parent: Node, text: string): void {
  if (text === '') return;
  if (parent.lastChild instanceof Text) parent.lastChild.appendData(text);
  else parent.appendChild(document.createTextNode(text));
}

function createHead(label: string, strings: PanelStrings): HTMLElement {
  const head = document.createElement('div');
  head.className = 'cb';
  const name = document.createElement('span');
  name.className = 'grow ell';
  name.textContent = label;
  const toolbar = document.createElement('div');
  toolbar.setAttribute('role', 'toolbar');
  toolbar.setAttribute('aria-label', strings.codeActions);
  const copy = createButton('copy', 'copy', strings.copy);
  copy.tabIndex = 0;
  const done = iconNode('check');
  done.classList.add('done');
  copy.append(done);
  toolbar.append(copy);
  head.append(name, toolbar);
  return head;
}

function createButton(action: string, icon: IconName, name: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'ib';
  button.tabIndex = -1;
  button.dataset['codeAction'] = action;
  button.setAttribute('aria-label', name);
  button.title = name;
  button.append(iconNode(icon));
  return button;
}
