import type { Clock } from '../../twin/domain/clock.ts';
import type { LinePlace } from '../source/propose-mapping.ts';
import { type MappingProposal, proposeMapping } from '../source/propose-mapping.ts';
import { browseBroker } from './browse.ts';
import type { MqttSource } from './options.ts';

/** Long enough for births that are asked for, and for sources that report every few seconds [ms]. */
const listen_ms = 10_000;

/**
 * Listens to a broker and proposes a tag for every value that it names without doubt.
 * @throws TwinError as `browseBroker`
 */
export async function proposeMqttTagMap(
  source: MqttSource,
  place: LinePlace,
  clock: Clock,
): Promise<MappingProposal> {
  return proposeMapping(await browseBroker(source, clock, listen_ms), place);
}
