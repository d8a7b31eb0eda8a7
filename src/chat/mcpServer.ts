/** A tool server the API may call for the model, once a person has allowed the call. */
export interface McpServer {
  /** What people and models call it; unique. */
  readonly label: string;
  /** Where calls go, for people. */
  readonly host: string;
  /** The tool of the request; may hold secrets, so it is neither logged nor shown. */
  readonly wire: Readonly<Record<string, unknown>>;
}
