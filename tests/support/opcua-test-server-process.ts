import {
  AttributeIds,
  coerceLocalizedText,
  DataType,
  DataValue,
  MessageSecurityMode,
  makeEUInformation,
  OPCUACertificateManager,
  OPCUAServer,
  SecurityPolicy,
  StatusCodes,
  type UAObject,
  type UAVariable,
  VariantArrayType,
} from 'node-opcua';
import {
  type ServerCommand,
  type ServerOptions,
  type ServerVariable,
  serverLag_ms,
} from './opcua-test-server.ts';

const options = await new Promise<ServerOptions & { port: number }>((resolve) =>
  process.once('message', (first) => resolve(first as ServerOptions & { port: number })),
);
const { ahead_ms = 0 } = options;
if (ahead_ms !== 0) {
  const ours = Date;
  /** The clock of this process, and of the server in it, moved. */
  globalThis.Date = class extends ours {
    constructor(...parts: unknown[]) {
      super(...((parts.length === 0 ? [ours.now() + ahead_ms] : parts) as [number]));
    }
    static override now(): number {
      return ours.now() + ahead_ms;
    }
  } as DateConstructor;
}
const certificates = new OPCUACertificateManager({
  rootFolder: options.pkiFolder,
  automaticallyAcceptUnknownCertificate: options.acceptClients ?? true,
});
await certificates.initialize();
const server = new OPCUAServer({
  port: options.port,
  host: '127.0.0.1',
  resourcePath: '/line',
  serverCertificateManager: certificates,
  securityModes: [MessageSecurityMode.None, MessageSecurityMode.SignAndEncrypt],
  securityPolicies: [SecurityPolicy.None, SecurityPolicy.Basic256Sha256],
  allowAnonymous: true,
});
await server.initialize();
const { longestQueue } = options;
if (longestQueue !== undefined) {
  server.on('create_session', (session) =>
    session.on('new_subscription', (subscription) =>
      subscription.on('monitoredItem', (item: { queueSize: number }) => {
        item.queueSize = longestQueue;
      }),
    ),
  );
}
const space = server.engine.addressSpace!.getOwnNamespace();
const line = space.addObject({
  browseName: 'Line',
  organizedBy: server.engine.addressSpace!.rootFolder.objects,
});
/** Types of values that are no arrays. */
const plainTypes = {
  string: DataType.String,
  boolean: DataType.Boolean,
  number: DataType.Double,
} as const;
const units = new Map<string, UAObject>();
const variables = new Map<string, UAVariable>();

function add({ name, unit, type = 'Double', description }: ServerVariable): void {
  const [parent, last] = name.split('/') as [string, string];
  const folder = units.get(parent) ?? space.addObject({ browseName: parent, componentOf: line });
  units.set(parent, folder);
  const common = {
    browseName: last,
    nodeId: `s=${name}`,
    componentOf: folder,
    dataType: type === 'Any' ? 'BaseDataType' : DataType[type === 'Array' ? 'Double' : type],
    ...(type === 'Array' ? { valueRank: 1 } : {}),
    minimumSamplingInterval: 50,
    ...(description === undefined ? {} : { description: coerceLocalizedText(description)! }),
  };
  const variable =
    unit === undefined
      ? space.addVariable(common)
      : (space.addAnalogDataItem({
          ...common,
          engineeringUnits: makeEUInformation(unit.code, unit.label, unit.label),
          engineeringUnitsRange: { low: 0, high: 500 },
        }) as unknown as UAVariable);
  if (options.history === true) {
    server.engine.addressSpace!.installHistoricalDataNode(variable, { maxOnlineValues: 100_000 });
  }
  variables.set(name, variable);
}

function handle(command: ServerCommand, done: (answer?: unknown) => void): void {
  if (command.kind === 'add') {
    add(command.variable);
    done();
  } else if (command.kind === 'sessions') {
    done(server.engine.currentSessionCount);
  } else if (command.kind === 'set') {
    const { name, value, status, sourceTimestamp, stands_ms } = command;
    const data = new DataValue({
      value: Array.isArray(value)
        ? {
            dataType: DataType.Double,
            arrayType: VariantArrayType.Array,
            value: Float64Array.from(value),
          }
        : { dataType: plainTypes[typeof value as keyof typeof plainTypes], value },
      statusCode: StatusCodes[(status ?? 'Good') as 'Good'],
      sourceTimestamp: new Date(sourceTimestamp),
      serverTimestamp: new Date(sourceTimestamp + serverLag_ms),
    });
    const write = { attributeId: AttributeIds.Value, value: data };
    variables.get(name)!.writeAttribute(null, write, (error, answer) => {
      if (error !== null || answer?.isNotGood()) throw new Error(`${name} is not set: ${answer}`);
      if (stands_ms === undefined) done();
      else stand(stands_ms, done);
    });
  }
}

/** A timer that is so late has stood still with all others, the server's samplings among them [ms]. */
const late_ms = 50;

/** Calls back when a value has stood for so long, and again so long where the process was held up meanwhile. */
function stand(stands_ms: number, done: () => void): void {
  const begun = performance.now();
  setTimeout(() => {
    if (performance.now() - begun > stands_ms + late_ms) stand(stands_ms, done);
    else done();
  }, stands_ms);
}

for (const variable of options.variables) add(variable);
await server.start();
process.on('message', (command: ServerCommand & { id: number }) => {
  handle(command, (answer) => process.send!({ id: command.id, answer }));
});
process.on('disconnect', () => process.exit());
if (options.ticking !== undefined) {
  const { period_ms } = options.ticking;
  let count = 0;
  setInterval(() => {
    count += 1;
    const now = new Date();
    for (const variable of variables.values()) {
      variable.setValueFromSource(
        { dataType: DataType.Double, value: count },
        StatusCodes.Good,
        now,
      );
    }
  }, period_ms);
}
process.send!({ id: 0 });
