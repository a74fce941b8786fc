import type { ClientSession, NodeId, ReferenceDescription } from 'node-opcua-client';
import type { SourceUnit } from '../source/source-unit.ts';
import type { ClientLibrary } from './client-library.ts';
import { uneceCodeOf } from './unece-code.ts';

/** Nodes asked for in one call where the server names no limit of its own. */
const nodesPerCall = 500;

/** Cuts a list into parts that one call may carry; a limit of 0 means that the server names none. */
export function chunks<T>(list: readonly T[], limit = 0): T[][] {
  const size = limit > 0 ? Math.min(limit, nodesPerCall) : nodesPerCall;
  const parts: T[][] = [];
  for (let at = 0; at < list.length; at += size) parts.push(list.slice(at, at + size));
  return parts;
}

/** Forward hierarchical children of each node, all pages, in the order asked. */
export async function childrenOf(
  library: ClientLibrary,
  session: ClientSession,
  nodes: readonly NodeId[],
): Promise<ReferenceDescription[][]> {
  const found: ReferenceDescription[][] = [];
  for (const part of chunks(nodes, 100)) {
    const results = await library.browseAll(
      session,
      part.map((nodeId) => ({
        nodeId,
        referenceTypeId: 'HierarchicalReferences',
        includeSubtypes: true,
        browseDirection: library.BrowseDirection.Forward,
        resultMask: 63,
      })),
    );
    for (const { references } of results) found.push(references ?? []);
  }
  return found;
}

/** True for `Speed` and `2:Speed`. */
function hasName({ browseName }: ReferenceDescription, wanted: string): boolean {
  return browseName.name === wanted || `${browseName.namespaceIndex}:${browseName.name}` === wanted;
}

/** Finds nodes by node id text or by browse path below the Objects folder; remembers what it browsed on the way. */
export function createResolver(library: ClientLibrary, session: ClientSession) {
  const browsed = new Map<string, ReferenceDescription[]>();
  async function children(node: NodeId): Promise<ReferenceDescription[]> {
    const key = node.toString();
    const known = browsed.get(key);
    if (known !== undefined) return known;
    const [found = []] = await childrenOf(library, session, [node]);
    browsed.set(key, found);
    return found;
  }
  /** The node, or undefined where the server has none of that path. */
  return async function resolve(address: string): Promise<NodeId | 'malformed' | undefined> {
    if (/^(ns=\d+;)?[isgb]=/.test(address)) {
      try {
        return library.coerceNodeId(address);
      } catch {
        return 'malformed';
      }
    }
    let node: NodeId = library.coerceNodeId('i=85');
    for (const name of address.split('/')) {
      const next = (await children(node)).find((reference) => hasName(reference, name));
      if (next === undefined) return undefined;
      node = next.nodeId;
    }
    return node;
  };
}

/** What a variable says of its values. */
interface EngineeringData extends SourceUnit {
  readonly range?: { readonly low: number; readonly high: number };
  readonly description?: string;
  /** The server has no such node. */
  readonly missing?: true;
}

/** The two properties and the attribute, as far as they are what they should be. */
function engineeringData(unit: unknown, range: unknown, about: unknown): EngineeringData {
  const { unitId, displayName } = (unit ?? {}) as {
    unitId?: number;
    displayName?: { text?: string | null };
  };
  const { low, high } = (range ?? {}) as { low?: number; high?: number };
  const code = unitId === undefined ? undefined : uneceCodeOf(unitId);
  const label = displayName?.text ?? undefined;
  const description = (about as { text?: string | null } | null | undefined)?.text?.trim();
  return {
    ...(code === undefined ? {} : { code }),
    ...(label === undefined || label === '' ? {} : { label }),
    ...(low === undefined || high === undefined ? {} : { range: { low, high } }),
    ...(description === undefined || description === '' ? {} : { description }),
  };
}

/** Reads EngineeringUnits, EURange and Description of variables, in the order asked; empty where a variable has none. */
export async function engineeringDataOf(
  library: ClientLibrary,
  session: ClientSession,
  nodes: readonly NodeId[],
): Promise<EngineeringData[]> {
  const data: EngineeringData[] = [];
  for (const part of chunks(nodes, 150)) {
    const paths = part.flatMap((node) => [
      library.makeBrowsePath(node, '.EngineeringUnits'),
      library.makeBrowsePath(node, '.EURange'),
    ]);
    const answers = await session.translateBrowsePath(paths);
    const targets = answers.map((answer) => answer.targets?.[0]?.targetId);
    const present = targets.filter((target) => target !== undefined);
    const values = await session.read([
      ...present.map((nodeId) => ({ nodeId, attributeId: library.AttributeIds.Value })),
      ...part.map((nodeId) => ({ nodeId, attributeId: library.AttributeIds.Description })),
    ]);
    let at = 0;
    const contents = targets.map((target): unknown =>
      target === undefined ? undefined : values[at++]?.value?.value,
    );
    for (let i = 0; i < part.length; i++) {
      const missing = answers[2 * i]?.statusCode === library.StatusCodes.BadNodeIdUnknown;
      const about: unknown = values[present.length + i]?.value?.value;
      data.push(
        missing ? { missing } : engineeringData(contents[2 * i], contents[2 * i + 1], about),
      );
    }
  }
  return data;
}
