/** Kinds of messages that a host reads (Eclipse Sparkplug 3.0, chapter 4). */
const kinds = ['NBIRTH', 'NDEATH', 'NDATA', 'DBIRTH', 'DDEATH', 'DDATA'] as const;
export type SparkplugKind = (typeof kinds)[number];

/** A topic of the name space `spBv1.0`. */
export interface SparkplugTopic {
  readonly group: string;
  readonly kind: SparkplugKind;
  readonly edgeNode: string;
  /** Of the kinds that begin with D. */
  readonly device?: string;
}

/** The first level of every topic. */
const nameSpace = 'spBv1.0';

/** The parts of a topic; `other` for what a host does not read (commands, states); a sentence where it breaks the rules. */
export function parseSparkplugTopic(
  topic: string,
): SparkplugTopic | 'other' | { readonly refusal: string } {
  const [space, group = '', name = '', edgeNode = '', device, ...more] = topic.split('/');
  if (space !== nameSpace || group === 'STATE' || name === 'NCMD' || name === 'DCMD') {
    return 'other';
  }
  const kind = kinds.find((each) => each === name);
  if (kind === undefined)
    return { refusal: `message type '${name}' is none of ${kinds.join(', ')}` };
  if (group === '' || edgeNode === '' || more.length > 0) {
    return { refusal: 'the topic is not spBv1.0/group/type/edgeNode[/device]' };
  }
  if (kind.startsWith('D') !== (device !== undefined && device !== '')) {
    return { refusal: `a ${kind} ${device ? 'has no' : 'needs a'} device` };
  }
  return { group, kind, edgeNode, ...(device === undefined ? {} : { device }) };
}

/** Filter of all messages of an edge node and its devices. */
export function edgeNodeFilter(group: string, edgeNode: string): string {
  return `${nameSpace}/${group}/+/${edgeNode}/#`;
}

/** Filter of everything that edge nodes say. */
export const allEdgeNodes = `${nameSpace}/#`;

/** Topic of commands to an edge node. */
export function commandTopic(group: string, edgeNode: string): string {
  return `${nameSpace}/${group}/NCMD/${edgeNode}`;
}

/** Topic on which a host tells whether it is there. */
export function stateTopic(hostId: string): string {
  return `${nameSpace}/STATE/${hostId}`;
}
