import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import markdown from 'highlight.js/lib/languages/markdown';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { codeElement, createCodeWriter } from './codeBlock.ts';

const languages = {
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  markdown,
  python,
  rust,
  sql,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** Above this length highlighting costs more than it helps. */
const longestCode = 100_000;

/** highlight.js scopes by the few classes the theme has colours for. */
const classes: Readonly<Record<string, string>> = {
  keyword: 'k',
  literal: 'k',
  tag: 'k',
  name: 'k',
  attr: 'k',
  attribute: 'k',
  'selector-tag': 'k',
  section: 'k',
  type: 'f',
  title: 'f',
  built_in: 'f',
  string: 'st',
  regexp: 'st',
  symbol: 'st',
  link: 'st',
  code: 'st',
  number: 'nu',
  comment: 'cm',
  quote: 'cm',
  meta: 'cm',
  doctag: 'cm',
  addition: 'ok',
  deletion: 'err',
};

interface Run {
  readonly text: string;
  readonly classes: readonly string[];
}

/** Collects what highlight.js finds as runs of text instead of HTML. */
class RunEmitter {
  readonly runs: Run[] = [];
  private readonly scopes: string[] = [];

  startScope(scope: string): void {
    this.scopes.push(scope);
  }

  endScope(): void {
    this.scopes.pop();
  }

  openNode(scope: string): void {
    this.startScope(scope);
  }

  closeNode(): void {
    this.endScope();
  }

  addText(text: string): void {
    const known = this.scopes.map((scope) => classes[scope.split('.')[0] ?? '']);
    const innermost = known.findLast((name) => name !== undefined);
    this.runs.push({ text, classes: innermost === undefined ? [] : [innermost] });
  }

  __addSublanguage(emitter: RunEmitter): void {
    this.runs.push(...emitter.runs);
  }

  finalize(): void {}

  toHTML(): string {
    return '';
  }
}

hljs.configure({ __emitter: RunEmitter });

/** The code as runs, or undefined for a language that is not known. */
export function highlightRuns(code: string, language: string): readonly Run[] | undefined {
  if (code.length > longestCode || hljs.getLanguage(language) === undefined) return undefined;
  const emitter: unknown = hljs.highlight(code, { language, ignoreIllegals: true })._emitter;
  return emitter instanceof RunEmitter ? emitter.runs : undefined;
}

const waiting: HTMLElement[] = [];
let scheduled = false;

/** Colours a finished code block when the browser is idle, the newest block first: it is most likely in view. */
export function highlightWhenIdle(block: HTMLElement): void {
  waiting.push(block);
  if (scheduled) return;
  scheduled = true;
  requestIdleCallback(highlightSome);
}

function highlightSome(deadline: IdleDeadline): void {
  do {
    const block = waiting.pop();
    if (block?.isConnected) highlightBlock(block);
  } while (waiting.length > 0 && deadline.timeRemaining() > 0);
  scheduled = waiting.length > 0;
  if (scheduled) requestIdleCallback(highlightSome);
}

function highlightBlock(block: HTMLElement): void {
  const code = codeElement(block);
  const runs = highlightRuns(code.textContent, block.dataset['language'] ?? '');
  // Exchanging the nodes would drop the person's selection.
  if (runs === undefined || isSelected(code)) return;
  const coloured = document.createElement('code');
  const writer = createCodeWriter(coloured);
  for (const run of runs) writer.write(run.text, run.classes);
  code.replaceChildren(...coloured.childNodes);
}

function isSelected(node: Node): boolean {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed && selection.containsNode(node, true);
}
