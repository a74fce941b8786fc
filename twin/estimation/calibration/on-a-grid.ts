/**
 * A slow function of one number, asked for at the nodes of a grid only, once each, and straight between them.
 * @param step - between nodes, > 0
 * @param evaluate - values at a node
 */
export function onAGrid(
  step: number,
  evaluate: (at: number) => readonly number[],
): (at: number) => readonly number[] {
  const known = new Map<number, readonly number[]>();
  const node = (index: number): readonly number[] => {
    const found = known.get(index) ?? evaluate(index * step);
    known.set(index, found);
    return found;
  };
  return (at) => {
    const left = Math.floor(at / step);
    const share = at / step - left;
    const [before, after] = [node(left), node(left + 1)];
    return before.map((value, i) => value + share * (after[i]! - value));
  };
}
