import type { Signal } from '../../pipeline';
import type { CollectorImage } from '../collector-image';
import { blockLines } from './yaml-text';

/** What fits into one Kafka record, in bytes of OTLP protobuf. */
export interface RecordLimits {
  /** The exporter splits a larger request. */
  request: number;
  /** A larger span, data point or log record is dropped. */
  item: number;
  /** A resource with larger attributes is dropped, with its items. `item` and `resource` together are below `request`. */
  resource: number;
}

/** The processors of {@link oversizedParts}: their IDs in the order of the pipeline, and their settings. */
export interface OversizedParts {
  ids: string[];
  lines: string[];
}

/** The transform processor sets it on what the filter processor drops. */
const MARK = 'spillway.oversized';
/** The attributes of a span's events, added up. It is deleted again. */
const EVENT_BYTES = 'spillway.event_bytes';

/**
 * Processors that drop, count and log an item that does not fit into a Kafka record. They come before all that batches.
 *
 * Without them its neighbours are lost: the exporter splits a request from its beginning, and when the next item is larger
 * than a part, it drops that item and everything after it, without a counter (exporterhelper, `MergeSplit`).
 *
 * OTTL cannot measure a map, so the length of its text is used. It is too large by escaped quotes, and too small for a list
 * of numbers.
 */
export function oversizedParts(
  signals: readonly Signal[],
  limits: RecordLimits,
  { distribution }: CollectorImage,
): OversizedParts {
  // ADOT has no transform processor. Its filter measures each item twice, and cannot add up the events of a span.
  const processors =
    distribution === 'adot'
      ? { 'filter/oversized': merged(signals.map((signal) => measuringFilter(signal, limits))) }
      : {
          'transform/oversized': merged(signals.map((signal) => statements(signal, limits))),
          'filter/oversized': merged(signals.map(markFilter)),
        };
  return {
    ids: Object.keys(processors),
    lines: [
      '  # Drops what does not fit into a Kafka record. The exporter would drop all that comes after it, too.',
      '  # OTTL has no function that logs, but Duration() fails, and the Collector logs the text that it was given.',
      ...blockLines(processors, 2),
    ],
  };
}

function merged(parts: object[]): object {
  return Object.assign({ error_mode: 'ignore' }, ...parts);
}

/** How OTTL names an item of a signal, its attributes, and what tells it from others. */
const ITEMS = {
  traces: {
    context: 'span',
    identity: '"span ", span.span_id.string, " of trace ", span.trace_id.string',
  },
  metrics: {
    context: 'datapoint',
    identity: '"data point of ", metric.name, " at ", datapoint.time_unix_nano',
  },
  logs: {
    context: 'log',
    identity: '"log record at ", log.time_unix_nano, " of trace ", log.trace_id.string',
  },
} as const;

const SUM = `span.attributes["${EVENT_BYTES}"]`;
const SERVICE = 'resource.attributes["service.name"]';

function statements(signal: Signal, { item, resource }: RecordLimits): object {
  const { context, identity } = ITEMS[signal];
  const mark = (where: string, conditions: string[], log: string) => ({
    context: where,
    conditions,
    statements: [`set(${where}.attributes["${MARK}"], true)`, `set(${where}.cache["log"], ${log})`],
  });
  const ofItem = mark(context, tooLarge(signal, item), logged(identity, item));
  const groups = [
    mark('resource', [`${mapBytes('resource.attributes')} > ${resource}`], logged('"resource"', resource)),
    ...(signal === 'traces' ? [ADD_UP_EVENTS, ofItem, DELETE_SUM] : [ofItem]),
  ];
  return { [`${signal.replace(/s$/, '')}_statements`]: groups };
}

const ADD_UP_EVENTS = {
  context: 'spanevent',
  statements: [
    `set(${SUM}, ${SUM} + ${mapBytes('spanevent.attributes')}) where ${SUM} != nil`,
    `set(${SUM}, ${mapBytes('spanevent.attributes')}) where ${SUM} == nil`,
  ],
};

const DELETE_SUM = {
  context: 'span',
  statements: [`delete_key(span.attributes, "${EVENT_BYTES}") where ${SUM} != nil`],
};

function markFilter(signal: Signal): object {
  const condition = `attributes["${MARK}"] != nil`;
  return { [signal]: { resource: [condition], [FILTERED[signal]]: [condition] } };
}

/** The first condition of each pair fails, which is logged; the second one drops. */
function measuringFilter(signal: Signal, { item, resource }: RecordLimits): object {
  const { identity } = ITEMS[signal];
  const pair = (condition: string, log: string) => [`${condition} and ${log} == nil`, condition];
  const ofItem = tooLarge(signal, item).flatMap((condition) => pair(condition, logged(identity, item)));
  return {
    [signal]: {
      resource: pair(`${mapBytes('resource.attributes')} > ${resource}`, logged('"resource"', resource)),
      [FILTERED[signal]]: ofItem,
      ...(signal === 'traces'
        ? {
            spanevent: pair(
              `${mapBytes('spanevent.attributes')} > ${item}`,
              logged(`"event of ", ${identity}`, item),
            ),
          }
        : {}),
    },
  };
}

/** What the filter processor calls the items of a signal. */
const FILTERED = { traces: 'span', metrics: 'datapoint', logs: 'log_record' } as const;

/** Conditions of which one is true for an item that is too large. They do not fail if a part is missing. */
function tooLarge(signal: Signal, most: number): string[] {
  switch (signal) {
    case 'traces': {
      const bytes = `${mapBytes('span.attributes')} + 50 * Len(span.events) + 50 * Len(span.links)`;
      return [`${SUM} == nil and ${bytes} > ${most}`, `${SUM} != nil and ${bytes} + ${SUM} > ${most}`];
    }
    case 'metrics':
      return [`${mapBytes('datapoint.attributes')} > ${most}`];
    case 'logs': {
      const bytes = mapBytes('log.attributes');
      return [
        `log.body == nil and ${bytes} > ${most}`,
        `log.body != nil and Len(String(log.body)) + ${bytes} > ${most}`,
      ];
    }
  }
}

/** The keys and values as text, and what surrounds each of them in protobuf. */
function mapBytes(attributes: string): string {
  return `Len(ToKeyValueString(${attributes})) + 16 * Len(${attributes})`;
}

function logged(identity: string, most: number): string {
  return `Duration(Concat(["Dropped ", ${identity}, " of ", ${SERVICE}, ": larger than ${most} bytes"], ""))`;
}
