import type { PipelineSpec } from '../../pipeline';
import { signalsOf } from '../../pipeline/signals';
import { compareTopics } from './compare-topics';
import type { LiveDifference } from './live-difference';
import type { LiveRead, LiveReceiver, LiveSettings } from './live-settings';
import { valueIn } from './live-value';
import { describeSubscription, type Subscription } from './subscription';

interface Reader {
  receiver: LiveReceiver;
  read: LiveRead;
  subscription: Subscription;
}

/**
 * One difference for each signal whose topics differ from the spec, over all receivers of the group. It explains why
 * nothing is read only if none of the spec's topics is read.
 */
export function topicDifferences(settings: LiveSettings, spec: PipelineSpec): LiveDifference[] {
  const receivers = ofTheGroup(settings, spec.group);
  const reads = receivers.flatMap((receiver) => receiver.reads.map((read) => ({ receiver, read })));
  const readers = reads.flatMap(({ receiver, read }): Reader[] => {
    const subscription = valueIn(read.subscription);
    return subscription ? [{ receiver, read, subscription }] : [];
  });
  const unknown = new Set(
    reads.filter(({ read }) => read.subscription.kind === 'unknown').map(({ read }) => read.signal),
  );
  const wanted = new Map<string, string>(signalsOf(spec).map(({ signal, topic }) => [signal, topic]));
  const signals = new Set([...wanted.keys(), ...readers.map(({ read }) => read.signal)]);
  const compared = [...signals]
    .filter((signal) => !unknown.has(signal))
    .map((signal) => {
      const mine = readers.filter(({ read }) => read.signal === signal);
      const subscriptions = mine.map(({ subscription }) => subscription);
      return { signal, mine, topics: compareTopics(subscriptions, wanted.get(signal)) };
    });
  const isCertain = reads.every(({ read }) => read.subscription.kind === 'known');
  const readsNothing = compared.every(
    ({ signal, topics }) => !wanted.has(signal) || topics.watched === 'none',
  );
  return compared
    .filter(({ topics }) => topics.watched !== 'all' || topics.more)
    .map(({ signal, mine, topics }): LiveDifference => {
      const at = placeOf(mine, receivers, wanted.get(signal));
      const texts = mine.map(({ subscription }) => describeSubscription(subscription));
      return {
        what: 'topics',
        receiver: at.receiver.id,
        line: at.line,
        path: ['receivers', at.receiver.id, signal, 'topics'],
        live: `${signal} from ${texts.join(', ') || 'no topic'}`,
        spec: `${signal} from ${wanted.get(signal) ?? 'no topic'}`,
        explains: isCertain && readsNothing && topics.watched === 'none',
      };
    });
}

/** The group's receivers. If all of them are in other groups, which is reported separately, all are compared. */
function ofTheGroup({ receivers }: LiveSettings, group: string): readonly [LiveReceiver, ...LiveReceiver[]] {
  const [first, ...others] = receivers.filter(({ groupId }) => (valueIn(groupId) ?? group) === group);
  return first ? [first, ...others] : receivers;
}

/** A reader of topics that the spec does not have. If there is none, the first reader or receiver. */
function placeOf(
  mine: readonly Reader[],
  [first]: readonly [LiveReceiver, ...LiveReceiver[]],
  wanted: string | undefined,
): { receiver: LiveReceiver; line: number } {
  const extra = mine.find(({ subscription }) => compareTopics([subscription], wanted).more) ?? mine[0];
  return extra ? { receiver: extra.receiver, line: extra.read.line } : { receiver: first, line: first.line };
}
