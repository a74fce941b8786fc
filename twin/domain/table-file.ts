/** Port to files of tables that are written row by row, too long to be held in memory. */

/**
 * A column by what it holds; the names stand in the file.
 *
 * - `number`: NaN stands for null
 * - `whole`: whole numbers, at most 2^53
 * - `time`: ms since 1970, UTC; NaN stands for null
 * - `text`: any text
 * - `choice`: one of a few texts that are known before
 */
export type TableColumn =
  | { readonly name: string; readonly kind: 'number' | 'whole' | 'time' | 'text' }
  | { readonly name: string; readonly kind: 'choice'; readonly choices: readonly string[] };

/** Texts as places in a list that only grows; -1 is null. */
export interface TableTexts {
  readonly places: Int32Array<ArrayBuffer>;
  /** What the list got since the batch before. */
  readonly added: readonly string[];
}

/** Values of a column: texts of a `text`, places in its choices of a `choice`, numbers of the others. */
export type TableValues = Float64Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | TableTexts;

/** Some rows by column. The arrays go to the writer, who gave them can no longer use them; they may be longer than `rows`. */
export interface TableBatch {
  readonly rows: number;
  readonly columns: readonly TableValues[];
}

/** One file that is asked for. */
export interface TableFileRow {
  /** Name without ending, of letters. */
  readonly name: string;
  readonly columns: readonly TableColumn[];
}

/** What was written. */
export interface WrittenFile {
  /** With ending. */
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/** Files of tables that are being written. */
export interface TableFiles {
  /**
   * Hands on rows for the table of this name; resolves when there is room for more.
   * @throws TwinError OUTPUT_UNWRITABLE, JOB_FAILED
   */
  write(table: string, batch: TableBatch): Promise<void>;
  /**
   * Ends all files, in the order in which they were asked for.
   * @throws TwinError OUTPUT_UNWRITABLE, JOB_FAILED
   */
  finish(): Promise<readonly WrittenFile[]>;
  /** Ends without files that could be read; what lies in the folder is for the caller to delete. */
  abort(): Promise<void>;
}

/** How files are asked for. */
export interface TableFilesOptions {
  /** Exists; what is only needed meanwhile lies there too. */
  readonly folder: string;
  /**
   * The first is the long one: it is encoded while it comes. Of the others, rows wait on disk until `finish`.
   * The same rows give the same bytes.
   */
  readonly tables: readonly TableFileRow[];
  /** Said in every file, by key. */
  readonly metadata: Readonly<Record<string, string>>;
  /** How many the library may use; the bytes do not depend on it. */
  readonly threads: number;
}

/** Begins files of tables. */
export type OpenTableFiles = (options: TableFilesOptions) => TableFiles;
