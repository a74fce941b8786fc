import type { ClientSession, NodeId } from 'node-opcua-client';
import type { BrowseItem } from '../../twin/domain/connector.ts';
import { childrenOf, chunks, engineeringDataOf } from './address.ts';
import type { ClientLibrary } from './client-library.ts';

/** The Objects folder and the Server object (OPC UA Part 6, annex A). */
const objectsFolder = 'i=85';
const serverObject = 'i=2253';
/** NodeClass values (Part 3, 5.2.3). */
const objectClass = 1;
const variableClass = 2;
/** References that are not followed below a variable: its properties describe it and are no values of the line. */
const hasProperty = 'i=46';

/** A variable with its place in the tree. */
interface Found {
  readonly nodeId: NodeId;
  readonly path: string;
}

/** Every variable below the Objects folder, level by level, except the Server object; nodes that several paths reach count once. */
export async function* browseVariables(
  library: ClientLibrary,
  session: ClientSession,
): AsyncGenerator<BrowseItem> {
  const seen = new Set([objectsFolder, library.coerceNodeId(serverObject).toString()]);
  let level: Found[] = [{ nodeId: library.coerceNodeId(objectsFolder), path: '' }];
  while (level.length > 0) {
    const children = await childrenOf(
      library,
      session,
      level.map(({ nodeId }) => nodeId),
    );
    const next: Found[] = [];
    const variables: Found[] = [];
    for (const [i, references] of children.entries()) {
      for (const { nodeId, browseName, nodeClass, referenceTypeId } of references) {
        const key = nodeId.toString();
        if (
          seen.has(key) ||
          library.sameNodeId(referenceTypeId, library.coerceNodeId(hasProperty))
        ) {
          continue;
        }
        seen.add(key);
        const parent = level[i]!.path;
        const path = `${parent === '' ? '' : `${parent}/`}${browseName.name ?? ''}`;
        const nodeClassNumber = nodeClass as number;
        if (nodeClassNumber === variableClass) variables.push({ nodeId, path });
        if (nodeClassNumber === variableClass || nodeClassNumber === objectClass) {
          next.push({ nodeId, path });
        }
      }
    }
    for (const part of chunks(variables, 200)) yield* await described(library, session, part);
    level = next;
  }
}

/** Variables with their data type, description, unit and range. */
async function described(
  library: ClientLibrary,
  session: ClientSession,
  variables: readonly Found[],
): Promise<BrowseItem[]> {
  const nodes = variables.map(({ nodeId }) => nodeId);
  const engineering = await engineeringDataOf(library, session, nodes);
  const types = await session.read(
    nodes.map((nodeId) => ({ nodeId, attributeId: library.AttributeIds.DataType })),
  );
  const ranks = await session.read(
    nodes.map((nodeId) => ({ nodeId, attributeId: library.AttributeIds.ValueRank })),
  );
  return variables.map(({ nodeId, path }, i) => {
    const { code, label, range, description } = engineering[i]!;
    const type: unknown = types[i]!.value?.value;
    const rank: unknown = ranks[i]!.value?.value;
    // Below 0: a scalar, or whatever it may be just now (Part 3, 5.6.2).
    const isArray = typeof rank === 'number' && rank >= 0;
    return {
      address: nodeId.toString(),
      path,
      dataType: `${typeName(library, type)}${isArray ? '[]' : ''}`,
      ...(code === undefined ? {} : { unitCode: code }),
      ...(label === undefined ? {} : { unitLabel: label }),
      ...(range === undefined ? {} : { range }),
      ...(description === undefined ? {} : { description }),
    };
  });
}

/** Name of a built-in data type (Part 6, 5.1.2), else its node id. */
function typeName(library: ClientLibrary, type: unknown): string {
  if (typeof type !== 'object' || type === null) return 'unknown';
  const { namespace, value } = type as NodeId;
  const name = namespace === 0 && typeof value === 'number' ? library.DataType[value] : undefined;
  return name ?? String(type);
}
