/** Time that passes when a test says so. */
export class ManualClock {
  #now = 0;
  #waiting: { readonly at: number; readonly action: () => void }[] = [];

  readonly schedule = (ms: number, action: () => void): (() => void) => {
    const entry = { at: this.#now + ms, action };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((each) => each !== entry);
    };
  };

  advance(ms: number): void {
    this.#now += ms;
    const due = this.#waiting.filter(({ at }) => at <= this.#now);
    this.#waiting = this.#waiting.filter(({ at }) => at > this.#now);
    for (const { action } of due) action();
  }
}
