import { findFiles } from './findFiles.ts';
import { getOpenEditors } from './getOpenEditors.ts';
import { getProblems } from './getProblems.ts';
import { listFiles } from './listFiles.ts';
import { readFile } from './readFile.ts';
import { searchText } from './searchText.ts';
import type { Tool } from './tool.ts';

/** Every tool a model may be given for the workspace, in the order of the request. All of them only read. */
export const workspaceTools: readonly Tool[] = [
  readFile,
  listFiles,
  findFiles,
  searchText,
  getProblems,
  getOpenEditors,
];
