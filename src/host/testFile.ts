/** Where the tests of a file are, or would be. Paths are relative to the workspace, with `/`. */
export interface TestFile {
  readonly path: string;
  readonly exists: boolean;
  /** Another file with tests, written the way this project writes them. */
  readonly sample?: string;
}

/** A way to name a test after the file it tests: `{}` is the name of that file without its extension. */
interface Naming {
  readonly pattern: string;
  readonly extensions: RegExp;
}

const script = /^[cm]?[jt]sx?$/;
/** In the order of preference where a project does not show its own. */
const namings: readonly Naming[] = [
  { pattern: '{}.test', extensions: script },
  { pattern: '{}.spec', extensions: script },
  { pattern: 'test_{}', extensions: /^py$/ },
  { pattern: '{}_test', extensions: /^(?:py|go|dart|c|cc|cpp|exs|ts|js)$/ },
  { pattern: '{}Test', extensions: /^(?:java|kt|php|scala|groovy|swift)$/ },
  { pattern: '{}Tests', extensions: /^(?:cs|swift|fs|java|kt)$/ },
  { pattern: '{}_spec', extensions: /^rb$/ },
  { pattern: '{}_test', extensions: /^rb$/ },
  { pattern: '{}Spec', extensions: /^(?:scala|kt|hs)$/ },
];

/** Where tests of these languages stand beside their source, and where they have a tree of their own. */
const usualRoots: Readonly<Record<string, string>> = { py: 'tests', rb: 'spec', php: 'tests' };
/** Languages whose tests are usually in the file itself. */
const inside = /^rs$/;

/**
 * Finds the file for the tests of `source` among the files of the project: the one that is named after it, nearest
 * first; else a new one, named and placed as the project names and places its other tests, or as is usual in the
 * language. Undefined where no way to name tests is known. The tests of a file of tests belong into itself.
 */
export function testFileFor(source: string, files: readonly string[]): TestFile | undefined {
  const own = parsePath(source);
  if (inside.test(own.extension) || testedName(own) !== undefined) return { path: source, exists: true };
  const known = namings.filter(({ extensions }) => extensions.test(own.extension));
  if (known.length === 0) return undefined;
  const tests = files.filter((file) => {
    const { extension } = parsePath(file);
    return (
      file !== source &&
      family(extension) === family(own.extension) &&
      testedName(parsePath(file)) !== undefined
    );
  });
  const nearest = tests
    .filter((file) => testedName(parsePath(file))?.name === own.name)
    .toSorted((a, b) => distance(source, a) - distance(source, b) || a.localeCompare(b))[0];
  if (nearest !== undefined) return withSample(nearest, true, tests);
  const convention = mostFrequent(tests.flatMap((test) => conventionOf(test, files)));
  const pattern = convention?.pattern ?? mostFrequent(tests.flatMap(patternOf)) ?? known[0]?.pattern ?? '';
  const name = `${pattern.replace('{}', own.name)}.${own.extension}`;
  const place = convention?.place ?? placeIn(usualRoots[own.extension] ?? '');
  return withSample(place(own.folder, name), false, tests);
}

/** Whether it is known where tests for a file belong. */
export function canHaveTests(source: string): boolean {
  return testFileFor(source, []) !== undefined;
}

function withSample(path: string, exists: boolean, tests: readonly string[]): TestFile {
  const [sample] = tests
    .filter((test) => test !== path)
    .toSorted((a, b) => distance(path, a) - distance(path, b) || a.localeCompare(b));
  return { path, exists, ...(sample === undefined ? {} : { sample }) };
}

interface ParsedPath {
  readonly folder: readonly string[];
  readonly name: string;
  readonly extension: string;
}

function parsePath(path: string): ParsedPath {
  const folder = path.split('/');
  const file = folder.pop() ?? '';
  const dot = file.lastIndexOf('.');
  return dot <= 0
    ? { folder, name: file, extension: '' }
    : { folder, name: file.slice(0, dot), extension: file.slice(dot + 1) };
}

/** The name of the file that a file of tests is about, and how it is named after it. */
function testedName({
  name,
  extension,
}: ParsedPath): { readonly name: string; readonly pattern: string } | undefined {
  for (const { pattern, extensions } of namings) {
    const [before = '', after = ''] = pattern.split('{}');
    if (!extensions.test(extension) || name.length <= before.length + after.length) continue;
    if (name.startsWith(before) && name.endsWith(after)) {
      return { name: name.slice(before.length, name.length - after.length), pattern };
    }
  }
  return undefined;
}

/** Languages whose files test each other. */
function family(extension: string): string {
  return script.test(extension) ? 'script' : extension;
}

type Place = (folder: readonly string[], name: string) => string;

interface Convention {
  readonly key: string;
  readonly pattern: string;
  readonly place: Place;
}

/** How a test is named and placed after its source, told by a source of its name that exists. */
function conventionOf(test: string, files: readonly string[]): Convention[] {
  const parsed = parsePath(test);
  const tested = testedName(parsed);
  if (tested === undefined) return [];
  const sources = files
    .map(parsePath)
    .filter(({ name, extension }) => name === tested.name && family(extension) === family(parsed.extension));
  const folder = parsed.folder.join('/');
  for (const source of sources) {
    const from = source.folder.join('/');
    const { pattern } = tested;
    if (folder === from) return [{ key: `beside ${pattern}`, pattern, place: placeIn('') }];
    for (const sub of ['__tests__', 'test', 'tests', 'spec']) {
      if (folder !== (from === '' ? sub : `${from}/${sub}`)) continue;
      return [{ key: `${sub} ${pattern}`, pattern, place: (at, name) => [...at, sub, name].join('/') }];
    }
    const root = mirrorRoot(source.folder, parsed.folder);
    if (root !== undefined) {
      const { from: sourceRoot, to } = root;
      const key = `${sourceRoot.join('/')} → ${to.join('/')} ${pattern}`;
      return [{ key, pattern, place: mirrored(sourceRoot, to) }];
    }
  }
  return [];
}

/** The two folders below which a test stands where its source stands: `src` and `test/unit`. */
function mirrorRoot(
  source: readonly string[],
  test: readonly string[],
): { readonly from: readonly string[]; readonly to: readonly string[] } | undefined {
  let shared = 0;
  while (
    shared < source.length &&
    shared < test.length &&
    source[source.length - 1 - shared] === test[test.length - 1 - shared]
  ) {
    shared += 1;
  }
  const from = source.slice(0, source.length - shared);
  const to = test.slice(0, test.length - shared);
  return to.some((segment) => /^(?:tests?|specs?|__tests__)$/i.test(segment)) ? { from, to } : undefined;
}

function mirrored(from: readonly string[], to: readonly string[]): Place {
  return (folder, name) => {
    const isBelow = from.every((segment, at) => folder[at] === segment);
    return [...to, ...(isBelow ? folder.slice(from.length) : folder), name].join('/');
  };
}

/** Beside the source for '', else in a folder of its own at the top: `src/a/b.py` → `tests/a/test_b.py`. */
function placeIn(root: string): Place {
  if (root === '') return (folder, name) => [...folder, name].join('/');
  return (folder, name) =>
    [root, ...(folder[0] === 'src' || folder[0] === 'lib' ? folder.slice(1) : folder), name].join('/');
}

function patternOf(test: string): string[] {
  const tested = testedName(parsePath(test));
  return tested === undefined ? [] : [tested.pattern];
}

/** The value that occurs most often, the first of equals; conventions are compared by their key. */
function mostFrequent<T extends string | Convention>(values: readonly T[]): T | undefined {
  const keyOf = (value: T): string => (typeof value === 'string' ? value : value.key);
  const counts = new Map<string, number>();
  for (const value of values) counts.set(keyOf(value), (counts.get(keyOf(value)) ?? 0) + 1);
  return values.toSorted((a, b) => (counts.get(keyOf(b)) ?? 0) - (counts.get(keyOf(a)) ?? 0))[0];
}

/** Folders that one of two files has and the other has not; those that only hold sources or tests do not count. */
function distance(a: string, b: string): number {
  const plain = (path: string) =>
    parsePath(path).folder.filter(
      (segment) => !/^(?:src|lib|main|tests?|specs?|unit|__tests__)$/i.test(segment),
    );
  const [first, second] = [plain(a), plain(b)];
  const isShared = (segment: string, at: number): boolean => first[at] === segment;
  const shared = second.findIndex((segment, at) => !isShared(segment, at));
  const common = shared === -1 ? Math.min(first.length, second.length) : shared;
  return first.length + second.length - 2 * common;
}
