import type { Connector, ConnectorHealth } from '../../twin/domain/connector.ts';
import { capturesIn } from '../../twin/domain/mqtt-address.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { createClockOffset } from '../source/clock-offset.ts';
import { ConnectorStatus } from '../source/connector-status.ts';
import { pause, within } from '../source/wait.ts';
import type { MqttConnectorOptions } from './options.ts';
import { MqttRun } from './run.ts';

/** Longest that an end may hold us up, what was read going to the sink included [ms]. */
const ending_ms = 2000;

/** An MQTT connector also finds tags by the captures of its topics. */
export interface MqttConnector extends Connector {
  tags(): readonly TagId[];
}

/** A connector that reads an MQTT broker: Sparkplug B as a host application, or plain topics. */
export function createMqttConnector(options: MqttConnectorOptions): MqttConnector {
  const status = new ConnectorStatus((text) => options.log?.(`${options.id}: ${text}`));
  const offset = createClockOffset();
  let running: MqttRun | undefined;
  return {
    id: options.id,
    async run(sink, signal) {
      const run = new MqttRun(options, status, offset, sink, signal);
      running = run;
      status.set('connecting');
      const ended = pause(2 ** 31 - 1, signal);
      const work = Promise.all([run.keepLinked(), run.flushAlways()]).then(() => run.end());
      await Promise.race([work, ended]);
      await within(ending_ms, work).catch(() => undefined);
      status.set('stopped');
    },
    tags: () =>
      running?.reader.tags() ??
      options.map.map(({ tag }) => tag).filter((tag) => capturesIn(tag).length === 0),
    health(): ConnectorHealth {
      const clockOffset_ms = offset.median_ms();
      return {
        ...status.health(options.endpoint),
        refusedTags: running?.reader.refused() ?? {},
        ...(clockOffset_ms === undefined ? {} : { clockOffset_ms }),
      };
    },
  };
}
