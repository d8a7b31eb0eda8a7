/** A contributed command. Arguments come from menus, keys and other extensions, so they are not to be trusted. */
export interface Command {
  /** As in the manifest, `cometapi.` included. */
  readonly id: string;
  /** Rejections are shown to the person by `registerCommands`. */
  run(...args: readonly unknown[]): unknown;
}
