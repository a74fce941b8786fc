/** When a quantity first rises above 0, on straight lines between the times that it is told at, and how far it rises. */
export class Onset {
  /** [s]; NaN while it has not. */
  time = Number.NaN;
  largest = 0;
  /** When it was told last, and what it was then; NaN where it may have jumped since. */
  #timeBefore = Number.NaN;
  #before = Number.NaN;

  /** It may jump before it is told next. */
  interrupt(): void {
    this.#timeBefore = Number.NaN;
  }

  /** Takes its present value; returns whether it is above 0 and larger than ever. */
  take(time: number, value: number): boolean {
    if (value > 0 && Number.isNaN(this.time)) this.time = this.#crossing(time, value);
    this.#timeBefore = time;
    this.#before = value;
    if (!(value > this.largest)) return false;
    this.largest = value;
    return true;
  }

  #crossing(time: number, value: number): number {
    const [start, from] = [this.#timeBefore, this.#before];
    return Number.isNaN(start) ? time : start + ((time - start) * from) / (from - value);
  }
}
