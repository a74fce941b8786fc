import type { TableTexts } from '../domain/table-file.ts';

/** Texts of a column that comes in batches: each is told once, under its place. */
export class TextList {
  readonly #places = new Map<string, number>();
  #added: string[] = [];

  /** Place of a text; -1 for none. */
  place(text: string | null): number {
    if (text === null) return -1;
    let place = this.#places.get(text);
    if (place === undefined) {
      place = this.#places.size;
      this.#places.set(text, place);
      this.#added.push(text);
    }
    return place;
  }

  /** These places as a column, with the texts that are new since the last. */
  column(places: Int32Array<ArrayBuffer>): TableTexts {
    const added = this.#added;
    this.#added = [];
    return { places, added };
  }

  /** These texts as a column. */
  columnOf(texts: readonly (string | null)[]): TableTexts {
    return this.column(Int32Array.from(texts, (text) => this.place(text)));
  }
}
