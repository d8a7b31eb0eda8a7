/** Where the client writes to. It gets sizes, types and codes, never a text, a header or the key. */
export interface ApiLog {
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
