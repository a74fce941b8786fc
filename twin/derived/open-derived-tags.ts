import type { SampleSink } from '../domain/connector.ts';
import type { TagId } from '../domain/sample.ts';
import { DerivedTags } from './derived-tags.ts';

/**
 * The derived tags of a configuration, which offer what they tell to the sink; undefined where there are none. The
 * library that reads formulas is loaded only then.
 * @throws TwinError FORMULA_INVALID
 */
export async function openDerivedTags(
  configured: readonly {
    readonly tag: string;
    readonly formula: string;
    readonly inputs: Readonly<Record<string, string>>;
  }[],
  sink: SampleSink,
): Promise<DerivedTags | undefined> {
  if (configured.length === 0) return undefined;
  const { parse } = await import('mathjs/number');
  const definitions = configured.map(({ tag, formula, inputs }) => ({
    tag: tag as TagId,
    formula,
    inputs: inputs as Readonly<Record<string, TagId>>,
  }));
  return new DerivedTags(definitions, sink, parse);
}
