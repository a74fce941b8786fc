/** Says whether a stream carries a tag. */
export type TagFilter = (tag: string) => boolean;

/** A filter of full names and of beginnings that end in `*`; everything passes when no list is given. */
export function tagFilter(list: readonly string[] | undefined): TagFilter {
  if (list === undefined) return () => true;
  const exact = new Set(list.filter((name) => !name.endsWith('*')));
  const beginnings = list.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  return (tag) => exact.has(tag) || beginnings.some((beginning) => tag.startsWith(beginning));
}
