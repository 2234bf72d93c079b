import { SpillwayError } from '../../errors';
import { type InitialOffset, SIGNALS } from '../../pipeline/vocabulary';
import { stringList } from '../config/collector-config';
import {
  asMap,
  type ConfigDocument,
  type ConfigSource,
  documentOf,
  malformed,
} from '../config/config-document';
import { KAFKA_DEFAULTS } from '../config/kafka-defaults';

/** The setting of a kafkareceiver. */
export const OFFSET_KEY = 'initial_offset';

/** The signals that pipelines can have. Spillway does not render profiles, but a user's own configuration may have them. */
const COLLECTOR_SIGNALS = [...SIGNALS, 'profiles'] as const;
export type CollectorSignal = (typeof COLLECTOR_SIGNALS)[number];

/** The value of `initial_offset`: an offset, a variable, or something that the Collector refuses. */
export type ConfiguredOffset =
  | InitialOffset
  | { kind: 'env'; variable: string; fallback: string | undefined }
  | { kind: 'other'; text: string };

/** A kafkareceiver that a pipeline uses, with the defaults of v0.160.0 filled in. */
export interface OffsetReceiver {
  /** `kafka` or `kafka/<name>`. */
  id: string;
  /** The receiver's line in the text. */
  line: number;
  brokers: string[];
  groupId: string;
  /** Its topics by signal, for the signals of the pipelines that use it. An empty list stays empty. */
  topics: Partial<Record<CollectorSignal, string[]>>;
  initialOffset: ConfiguredOffset;
}

export interface OffsetConfig {
  /** At least one, in the order of the pipelines. */
  receivers: OffsetReceiver[];
  /** The value that all receivers share. */
  initialOffset: ConfiguredOffset;
}

/**
 * Reads the group, topics and `initial_offset` of a Collector configuration (v0.160.0).
 *
 * @throws SpillwayError `CONFIG_MALFORMED` with the line, `CONFIG_NO_KAFKA_RECEIVER` if no pipeline uses one,
 *   `CONFIG_OFFSET_MIXED` if the receivers in use disagree
 */
export function readOffsetConfig(source: ConfigSource): OffsetConfig {
  const receivers = usedReceivers(documentOf(source));
  const [first, ...others] = receivers;
  const differing = others.find(
    (other) => JSON.stringify(other.initialOffset) !== JSON.stringify(first.initialOffset),
  );
  if (differing) {
    throw new SpillwayError(
      'CONFIG_OFFSET_MIXED',
      `initial_offset is ${describeOffset(first.initialOffset)} in ${first.id} (line ${first.line}) but ${describeOffset(differing.initialOffset)} in ${differing.id} (line ${differing.line}).`,
      'Set both to the same value. Spillway changes them together.',
    );
  }
  return { receivers, initialOffset: first.initialOffset };
}

/**
 * All kafkareceivers in use, even if they disagree.
 *
 * @throws SpillwayError `CONFIG_MALFORMED` with the line, `CONFIG_NO_KAFKA_RECEIVER` if no pipeline uses one
 */
export function usedReceivers(config: ConfigDocument): [OffsetReceiver, ...OffsetReceiver[]] {
  const { resolved } = config;
  const service = asMap(resolved.service, config.lineOf(['service']), 'service');
  const pipelinesPath = ['service', 'pipelines'];
  const pipelines = asMap(service.pipelines, config.lineOf(pipelinesPath), 'service.pipelines');
  const signalsById = new Map<string, Set<CollectorSignal>>();
  for (const [pipelineId, body] of Object.entries(pipelines)) {
    const signal = COLLECTOR_SIGNALS.find((known) => known === pipelineId.split('/')[0]);
    if (!signal) continue;
    const pipeline = asMap(body, config.lineOf([...pipelinesPath, pipelineId]), `pipeline ${pipelineId}`);
    for (const id of strings(pipeline.receivers).filter(isKafkaReceiver)) {
      signalsById.set(id, (signalsById.get(id) ?? new Set()).add(signal));
    }
  }
  const [first, ...others] = [...signalsById].map(([id, signals]) => receiver(config, id, [...signals]));
  if (!first) {
    throw new SpillwayError(
      'CONFIG_NO_KAFKA_RECEIVER',
      `No pipeline of the Collector configuration reads from a kafka receiver (service.pipelines, line ${config.lineOf(pipelinesPath)}).`,
      'Pass the configuration of the processing tier. The ingestion tier has no initial_offset.',
    );
  }
  return [first, ...others];
}

export function describeOffset(offset: ConfiguredOffset): string {
  if (typeof offset === 'string') return offset;
  return offset.kind === 'env'
    ? `taken from the environment variable ${offset.variable}`
    : `"${offset.text}"`;
}

function receiver(config: ConfigDocument, id: string, signals: CollectorSignal[]): OffsetReceiver {
  const line = config.lineOf(['receivers', id]);
  const receivers = asMap(config.resolved.receivers, config.lineOf(['receivers']), 'receivers');
  if (!Object.hasOwn(receivers, id)) throw malformed(line, `has no receiver ${id}, which a pipeline uses`);
  const settings = asMap(receivers[id] ?? {}, line, `receiver ${id}`);
  const topicsOf = (signal: CollectorSignal) => {
    const what = `${signal} of receiver ${id}`;
    const own = asMap(settings[signal] ?? {}, config.lineOf(['receivers', id, signal]), what);
    // An empty key keeps the default. An empty list replaces it, so nothing is read.
    const isSet = own.topics !== undefined && own.topics !== null;
    return isSet ? strings(own.topics) : [KAFKA_DEFAULTS.topics[signal]];
  };
  return {
    id,
    line,
    brokers: settings.brokers === undefined ? [...KAFKA_DEFAULTS.brokers] : strings(settings.brokers),
    groupId: settings.group_id === undefined ? KAFKA_DEFAULTS.groupId : unescaped(String(settings.group_id)),
    topics: Object.fromEntries(signals.map((signal) => [signal, topicsOf(signal)])),
    initialOffset: configuredOffset(settings[OFFSET_KEY]),
  };
}

function configuredOffset(value: unknown): ConfiguredOffset {
  if (value === undefined) return KAFKA_DEFAULTS.initialOffset;
  if (value === 'earliest' || value === 'latest') return value;
  const text = String(value);
  // `${NAME}` is the short form of `${env:NAME}`.
  const env = /^\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?\}$/.exec(text);
  return env?.[1] ? { kind: 'env', variable: env[1], fallback: env[2] } : { kind: 'other', text };
}

/** `kafka` or `kafka/<name>`. */
function isKafkaReceiver(id: string): boolean {
  return id === 'kafka' || id.startsWith('kafka/');
}

/** Whether the path is an `initial_offset` of a kafkareceiver, used or not. */
export function isOffsetPath([section, id = '', key]: readonly string[]): boolean {
  return section === 'receivers' && isKafkaReceiver(id) && key === OFFSET_KEY;
}

/** Names as the Collector sees them, with `$$` unescaped. The linter, in contrast, quotes them as written. */
function strings(value: unknown): string[] {
  return stringList(value).map(unescaped);
}

function unescaped(text: string): string {
  return text.replaceAll('$$', '$');
}
