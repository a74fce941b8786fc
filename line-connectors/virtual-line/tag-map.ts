import type { LineDefinition } from '../../physics/virtual-line/line-definition.ts';
import { lineByName } from '../../physics/virtual-line/lines/by-name.ts';
import type { Signal } from '../../physics/virtual-line/sensor.ts';
import { lineSignalTable } from '../../physics/virtual-line/signals/all.ts';
import { signalName } from '../../physics/virtual-line/signals/signal-name.ts';
import type { TagMapping } from '../../twin/domain/connector.ts';
import type { TagId } from '../../twin/domain/sample.ts';

/** Node id of a signal on our server: its own namespace, `<unit>.<variable>`. */
export function signalAddress({ unit, key }: Signal): string {
  return `ns=1;s=${unit}.${key}`;
}

/** Shortest interval at which the server looks for new values [ms]. */
export const fastestSampling_ms = 100;

/**
 * The rows that map every signal of a virtual line to a tag; text and states without unit keep their bare name.
 * Each is sampled twice as often as its machine renews it: at the same rate a value could be a whole interval old.
 */
export function virtualLineTagMap(
  line: LineDefinition | string,
  site = 'demo',
  area = 'electrode',
  lineId = 'line1',
): TagMapping[] {
  const definition = typeof line === 'string' ? lineByName(line) : line;
  return lineSignalTable(definition).map((signal) => {
    return {
      tag: `${site}.${area}.${lineId}.${signalName(signal)}` as TagId,
      address: signalAddress(signal),
      samplingInterval_ms: Math.max(fastestSampling_ms, signal.samplingInterval / 2),
    };
  });
}
