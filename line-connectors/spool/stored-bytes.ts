/** Size of a page of the spool's file [bytes]. */
export const pageBytes = 4096;
/** Longest record that shares a page with others; a longer one has pages of its own. */
const sharesPage = 2000;

/** Bytes that a record of this length takes in the file. */
export function storedBytes(length: number): number {
  return length <= sharesPage ? length + 64 : Math.ceil((length + 16) / pageBytes) * pageBytes;
}
