/** What the user looks at, in every view at once. */
export type Selection =
  | { readonly kind: 'station'; readonly id: string }
  | {
      readonly kind: 'segment';
      readonly coil: string;
      readonly segment: number;
      readonly lane: number;
    };

/** Text of a selection for the address of the page: `station:<id>` or `seg:<coil>:<n>:<lane>`. */
export function formatSelection(selection: Selection): string {
  return selection.kind === 'station'
    ? `station:${encodeURIComponent(selection.id)}`
    : `seg:${encodeURIComponent(selection.coil)}:${selection.segment}:${selection.lane}`;
}

/** The selection that a text stands for; null when it stands for none. */
export function parseSelection(text: string | null): Selection | null {
  const station = /^station:([^:]+)$/.exec(text ?? '');
  const segment = /^seg:([^:]+):(\d{1,9}):([1-9]\d?)$/.exec(text ?? '');
  try {
    if (station) return { kind: 'station', id: decodeURIComponent(station[1]!) };
    if (segment) {
      return {
        kind: 'segment',
        coil: decodeURIComponent(segment[1]!),
        segment: Number(segment[2]),
        lane: Number(segment[3]),
      };
    }
  } catch {
    return null;
  }
  return null;
}

/** The query of an address with this selection in it; escaped once more, since reading a query undoes one level. */
export function withSelection(query: string, selection: Selection | null): string {
  const rest = query
    .replace(/^\?/, '')
    .split('&')
    .filter((part) => part !== '' && !part.startsWith('sel='));
  if (selection !== null) rest.push(`sel=${formatSelection(selection).replaceAll('%', '%25')}`);
  return rest.length === 0 ? '' : `?${rest.join('&')}`;
}
