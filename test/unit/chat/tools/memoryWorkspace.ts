import { ToolFailure, type Workspace } from '../../../../src/chat/workspace.ts';

/** A workspace of files in memory. Its globs are plain parts of a path; `*` alone is everything. */
export function memoryWorkspace(files: Readonly<Record<string, string>>): Workspace {
  const paths = Object.keys(files).sort();
  return {
    async read(path) {
      const text = files[path];
      if (text === undefined) throw new ToolFailure(`There is no ${path}.`);
      return text;
    },
    async list(path) {
      const prefix = path === '' ? '' : `${path}/`;
      const names = paths.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length));
      const folders = names
        .filter((name) => name.includes('/'))
        .map((name) => name.slice(0, name.indexOf('/')));
      return [
        ...[...new Set(folders)].map((name) => ({ name, isFolder: true })),
        ...names.filter((name) => !name.includes('/')).map((name) => ({ name, isFolder: false })),
      ];
    },
    async find(glob, { limit }) {
      const part = glob.replaceAll('*', '').replaceAll('//', '/');
      return paths.filter((path) => part === '/' || path.includes(part)).slice(0, limit);
    },
    problems: async () => [],
    openEditors: async () => [],
  };
}
