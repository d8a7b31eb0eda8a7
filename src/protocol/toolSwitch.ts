/** Something the model may be given for the conversation, as the tools menu shows it. */
export interface ToolSwitch {
  /** Given out by the host. */
  readonly id: string;
  readonly kind: 'web_search' | 'file_search' | 'code_interpreter' | 'workspace' | 'server';
  /** The label of a server. */
  readonly name?: string;
  /** Where the calls of a server go. */
  readonly host?: string;
  readonly isOn: boolean;
  /** The model in use is known to refuse it; switching it on sends it again. */
  readonly isRefused?: true;
  /** Why it cannot be switched on. */
  readonly problem?: string;
}
