import protobuf from 'protobufjs/light.js';

/**
 * Field numbers of the payload of Eclipse Sparkplug 3.0, chapter 6 (proto2). Data sets, templates and metadata are
 * declared as bytes, which they are on the wire: a data set is looked into only where a waveform is read from it, the others never.
 */
const optional = (type: string, id: number): protobuf.IField => ({ type, id });
const repeated = (type: string, id: number): protobuf.IField => ({
  rule: 'repeated',
  type,
  id,
});

const root = protobuf.Root.fromJSON({
  nested: {
    Payload: {
      edition: 'proto2',
      fields: {
        timestamp: optional('uint64', 1),
        metrics: repeated('Metric', 2),
        seq: optional('uint64', 3),
        uuid: optional('string', 4),
        body: optional('bytes', 5),
      },
    },
    Metric: {
      edition: 'proto2',
      fields: {
        name: optional('string', 1),
        alias: optional('uint64', 2),
        timestamp: optional('uint64', 3),
        datatype: optional('uint32', 4),
        isHistorical: optional('bool', 5),
        isTransient: optional('bool', 6),
        isNull: optional('bool', 7),
        metadata: optional('bytes', 8),
        properties: optional('PropertySet', 9),
        int: optional('uint32', 10),
        long: optional('uint64', 11),
        float: optional('float', 12),
        double: optional('double', 13),
        boolean: optional('bool', 14),
        string: optional('string', 15),
        bytes: optional('bytes', 16),
        dataset: optional('bytes', 17),
        template: optional('bytes', 18),
      },
    },
    DataSet: {
      edition: 'proto2',
      fields: {
        columns: repeated('string', 2),
        types: repeated('uint32', 3),
        rows: repeated('Row', 4),
      },
    },
    Row: { edition: 'proto2', fields: { elements: repeated('Element', 1) } },
    Element: {
      edition: 'proto2',
      fields: {
        int: optional('uint32', 1),
        long: optional('uint64', 2),
        float: optional('float', 3),
        double: optional('double', 4),
        boolean: optional('bool', 5),
        string: optional('string', 6),
      },
    },
    PropertySet: {
      edition: 'proto2',
      fields: { keys: repeated('string', 1), values: repeated('PropertyValue', 2) },
    },
    PropertyValue: {
      edition: 'proto2',
      fields: {
        type: optional('uint32', 1),
        isNull: optional('bool', 2),
        int: optional('uint32', 3),
        long: optional('uint64', 4),
        float: optional('float', 5),
        double: optional('double', 6),
        boolean: optional('bool', 7),
        string: optional('string', 8),
      },
    },
  },
} as protobuf.INamespace);

/** The message of Sparkplug on the wire. */
export const payloadType = root.lookupType('Payload');
/** The content of a metric of type DataSet. */
export const dataSetType = root.lookupType('DataSet');

/** An unsigned integer of 64 bits as the decoder gives it. */
export interface WireLong {
  readonly low: number;
  readonly high: number;
}

/** A property as the decoder gives it. */
export interface WireProperty {
  readonly type?: number;
  readonly isNull?: boolean;
  readonly int?: number;
  readonly long?: WireLong;
  readonly float?: number;
  readonly double?: number;
  readonly boolean?: boolean;
  readonly string?: string;
}

/** A metric as the decoder gives it: a field that was not sent is absent, or stands on the prototype. */
export interface WireMetric extends Omit<WireProperty, 'type'> {
  readonly name?: string;
  readonly alias?: WireLong;
  readonly timestamp?: WireLong;
  readonly datatype?: number;
  readonly isHistorical?: boolean;
  readonly bytes?: Uint8Array;
  readonly dataset?: Uint8Array;
  readonly properties?: {
    readonly keys?: readonly string[];
    readonly values?: readonly WireProperty[];
  };
}

/** A data set as the decoder gives it. */
export interface WireDataSet {
  readonly columns?: readonly string[];
  readonly types?: readonly number[];
  readonly rows?: readonly {
    readonly elements?: readonly Pick<WireProperty, 'int' | 'long' | 'float' | 'double'>[];
  }[];
}

/** A payload as the decoder gives it. */
export interface WirePayload {
  readonly timestamp?: WireLong;
  readonly seq?: WireLong;
  readonly metrics?: readonly WireMetric[];
}
