/** A node of a tree as `ml-random-forest` trains it, as far as it is read. */
export interface LibraryNode {
  /** Both children, or none in a leaf. */
  readonly left?: LibraryNode;
  readonly right?: LibraryNode;
  /** Number among the columns of the tree; a row goes right where it is not below the value. */
  readonly splitColumn?: number;
  readonly splitValue?: number;
  /** Mean of the targets, in a leaf. */
  readonly distribution?: number;
}

/** One tree and the table's columns that it was given, in its own order. */
export interface LibraryTree {
  readonly root: LibraryNode;
  readonly columns: readonly number[];
}

/** How many nodes a tree has. */
export function nodesOf(root: LibraryNode): number {
  let count = 0;
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    count += 1;
    if (isSplit(node)) waiting.push(node.left, node.right);
  }
  return count;
}

/** A node that asks: the library calls it so where it has both children. */
export type SplitNode = LibraryNode & {
  readonly left: LibraryNode;
  readonly right: LibraryNode;
  readonly splitColumn: number;
  readonly splitValue: number;
};

export function isSplit(node: LibraryNode): node is SplitNode {
  return node.left !== undefined && node.right !== undefined;
}
