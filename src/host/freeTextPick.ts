import * as vscode from 'vscode';

export interface FreeTextPick {
  readonly title: string;
  readonly placeholder: string;
  /** The rows for what is typed so far; asked again at every key. A row's label is what is picked. */
  readonly rows: (typed: string) => readonly vscode.QuickPickItem[];
  /** Called once the list is open, with what fills it anew and what shows that more is coming. Returns its end. */
  readonly onOpen?: (list: { refill(): void; setBusy(busy: boolean): void }) => vscode.Disposable;
}

/** A list one may choose from or type into. Resolves to the label, or undefined when it was left. */
export function pickFreeText({
  title,
  placeholder,
  rows,
  onOpen,
}: FreeTextPick): Promise<string | undefined> {
  const picker = vscode.window.createQuickPick();
  picker.title = title;
  picker.placeholder = placeholder;
  const refill = (): void => {
    picker.items = rows(picker.value.trim());
  };
  const opened = onOpen?.({
    refill,
    setBusy: (busy) => {
      picker.busy = busy;
    },
  });
  refill();
  return new Promise((resolve) => {
    picker.onDidChangeValue(refill);
    picker.onDidAccept(() => {
      resolve(picker.selectedItems[0]?.label);
      picker.hide();
    });
    picker.onDidHide(() => {
      opened?.dispose();
      picker.dispose();
      resolve(undefined);
    });
    picker.show();
  });
}
