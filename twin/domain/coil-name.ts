/** A coil of a name that was given to another one before: `NAME~20260301T070000Z`. */
const again = /~\d{8}T\d{6}Z$/;

/**
 * The name of a coil whose source gave the same to another one: told apart by the time when it began, which no restart
 * changes.
 * @param begun - source time [ms]
 */
export function coilAgain(name: string, begun: number): string {
  return `${name}~${new Date(begun).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** The name that a source gives to a coil, of a name that may tell it apart from another one. */
export function coilNamed(name: string): string {
  return name.replace(again, '');
}
