/** Ends what was begun, newest first; a failure in one does not keep the others. */
export class AsyncDisposals {
  readonly #steps: (() => void | undefined | Promise<void>)[] = [];

  /** Waits for something to be begun and defers its end, also when something else fails meanwhile. */
  async adopt<T>(
    begun: Promise<T>,
    end: (value: T) => void | undefined | Promise<void>,
  ): Promise<T> {
    this.defer(() => begun.then(end, () => undefined));
    return begun;
  }

  defer(step: () => void | undefined | Promise<void>): void {
    this.#steps.push(step);
  }

  async dispose(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
