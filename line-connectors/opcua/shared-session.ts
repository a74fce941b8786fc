import type { SampleSink } from '../../twin/domain/connector.ts';
import type { Sample, TagId } from '../../twin/domain/sample.ts';
import type { OpcuaConnector } from './connector.ts';

/** One of the connectors that share a session. */
interface Member {
  readonly id: string;
  readonly tags: readonly TagId[];
}

/**
 * Connectors that read different tags of one server, over the session of one that reads them all: controllers allow few
 * sessions. It runs from the first to the last of them. What belongs to none of them (a gap record) goes to the first.
 * @param whole - reads the tags of all members, each of one member only
 */
export function shareSession(
  whole: OpcuaConnector,
  members: readonly Member[],
): readonly OpcuaConnector[] {
  const owner = new Map(members.flatMap((member) => member.tags.map((tag) => [tag, member])));
  const sinks = new Map<Member, SampleSink>();
  const allLeft = new AbortController();
  let left = 0;
  let run: Promise<void> | undefined;

  const sink: SampleSink = {
    async offer(batch) {
      const parts = new Map<Member, Sample[]>();
      for (const sample of batch) {
        const member = owner.get(sample.tag) ?? members[0]!;
        const part = parts.get(member);
        if (part === undefined) parts.set(member, [sample]);
        else part.push(sample);
      }
      await Promise.all([...parts].map(([member, part]) => sinks.get(member)?.offer(part)));
    },
  };

  return members.map((member): OpcuaConnector => {
    const isOwn = (tag: TagId): boolean => owner.get(tag) === member;
    return {
      id: member.id,
      async run(own, signal) {
        sinks.set(member, own);
        const gone = new Promise<void>((resolve) => {
          if (signal.aborted) resolve();
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        // In a later turn: the sinks of those that begin together are all there then.
        run ??= Promise.resolve().then(() => whole.run(sink, allLeft.signal));
        await Promise.race([run, gone]);
        left += 1;
        if (left < members.length) return;
        allLeft.abort();
        await run;
      },
      browse: () => whole.browse(),
      descriptions: () => new Map([...whole.descriptions()].filter(([tag]) => isOwn(tag))),
      health() {
        const { refusedTags, backfillingTags, ...same } = whole.health();
        const refusals = Object.entries(refusedTags).filter(([tag]) => isOwn(tag as TagId));
        return {
          ...same,
          refusedTags: Object.fromEntries(refusals),
          ...(backfillingTags === undefined
            ? {}
            : { backfillingTags: backfillingTags.filter(isOwn) }),
        };
      },
    };
  });
}
