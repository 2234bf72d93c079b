import { offsetWord, readOffsetConfig } from '../../lib/collector';
import { SpillwayError } from '../../lib/errors';
import { type InitialOffset, type PipelineSpec, SIGNALS, type Signal, signalsOf } from '../../lib/pipeline';

/** How a Collector behaves that starts with a given config. */
export type EffectiveConfig =
  /** It reads these topics of the pipeline as a member of its group. */
  | { kind: 'reads'; policy: InitialOffset; topics: { signal: Signal; topic: string }[]; clientId: string }
  /** It runs but is not in the group: an unreachable broker, another group, or a text that it cannot use. */
  | { kind: 'reads-nothing'; why: string };

const DEFAULT_CLIENT_ID = 'otel-collector';

/** How a task behaves with a stored text. If the text is a single word, it is the offset for `template`. */
export function effectiveConfig(
  text: string | undefined,
  template: string | undefined,
  spec: PipelineSpec,
): EffectiveConfig {
  const word = text === undefined ? undefined : offsetWord(text);
  const whole = word ? template : text;
  if (whole === undefined) return { kind: 'reads-nothing', why: 'no config' };
  try {
    return understood(whole, word, spec);
  } catch (error) {
    if (error instanceof SpillwayError) return { kind: 'reads-nothing', why: error.code };
    throw error;
  }
}

function understood(text: string, word: InitialOffset | undefined, spec: PipelineSpec): EffectiveConfig {
  const { receivers, initialOffset } = readOffsetConfig(text);
  const ours = receivers.filter(
    ({ groupId, brokers }) =>
      groupId === spec.group && brokers.some((broker) => spec.kafka.brokers.includes(broker)),
  );
  const wanted = new Map(signalsOf(spec).map(({ signal, topic }) => [topic, signal]));
  const topics = ours.flatMap((receiver) =>
    SIGNALS.flatMap((signal) => receiver.topics[signal] ?? []).flatMap((topic) => {
      const signal = wanted.get(topic);
      return signal ? [{ signal, topic }] : [];
    }),
  );
  const policy = typeof initialOffset === 'string' ? initialOffset : word;
  if (topics.length === 0)
    return { kind: 'reads-nothing', why: 'another group, other brokers or other topics' };
  if (!policy) return { kind: 'reads-nothing', why: 'the Collector refuses initial_offset' };
  const clientId = /client_id: *["']?([\w.-]+)/.exec(text)?.[1] ?? DEFAULT_CLIENT_ID;
  return { kind: 'reads', policy, topics, clientId };
}
