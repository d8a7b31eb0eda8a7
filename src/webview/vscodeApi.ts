import type { FromWebview } from '../protocol/messages.ts';

interface VsCodeApi {
  postMessage(message: FromWebview): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

// VS Code hands the object out once per page.
const api = acquireVsCodeApi();

/** Tells the host what the person wants. */
export function post(intent: FromWebview): void {
  api.postMessage(intent);
}
