import type { SettingsReader } from '../settings-reader';
import type { Complaint, RuleContext } from './rule';

const RECEIVED: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    traces: [
      'otlp_proto',
      'otlp_json',
      'jaeger_proto',
      'jaeger_json',
      'zipkin_proto',
      'zipkin_json',
      'zipkin_thrift',
    ],
    metrics: ['otlp_proto', 'otlp_json'],
    logs: ['otlp_proto', 'otlp_json', 'raw', 'json', 'azure_resource_logs', 'text'],
    profiles: ['otlp_proto', 'otlp_json'],
  }),
);
const SENT: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    traces: ['otlp_proto', 'otlp_json', 'jaeger_proto', 'jaeger_json', 'zipkin_proto', 'zipkin_json'],
    metrics: ['otlp_proto', 'otlp_json'],
    logs: ['otlp_proto', 'otlp_json', 'raw'],
    profiles: ['otlp_proto', 'otlp_json'],
  }),
);

/** The receiver looks up its encoding when it starts: a built-in one, or an extension. */
export function* receiverEncoding(
  settings: SettingsReader,
  signal: string,
  context: RuleContext,
): Generator<Complaint> {
  const { path, name } = encodingOf(settings, signal);
  // A character set can follow the prefix, as in text_utf-8.
  if (signal === 'logs' && name?.startsWith('text_')) return;
  yield* unknownEncoding(path, name, signal, RECEIVED, context, 'exporter');
}

/** The exporter looks up its encoding in the same way. At the top level, an empty encoding means the default. */
export function* exporterEncoding(
  settings: SettingsReader,
  signal: string,
  context: RuleContext,
): Generator<Complaint> {
  const { path, name } = encodingOf(settings, signal);
  if (name === '' && path.length === 1) return;
  yield* unknownEncoding(path, name, signal, SENT, context, 'receiver');
}

/**
 * The encoding of a signal, even if an empty variable replaces its section. Otherwise the top-level one of older
 * versions.
 */
function encodingOf(settings: SettingsReader, signal: string): { path: string[]; name: string | undefined } {
  const own = { path: [signal, 'encoding'], name: settings.text([signal, 'encoding'], 'otlp_proto') };
  if (settings.names(signal, 'encoding') || own.name === '') return own;
  return { path: ['encoding'], name: settings.text(['encoding'], 'otlp_proto') };
}

function* unknownEncoding(
  path: string[],
  name: string | undefined,
  signal: string,
  known: ReadonlyMap<string, readonly string[]>,
  { extensions }: RuleContext,
  otherSide: string,
): Generator<Complaint> {
  // checkService reports an unknown signal.
  const names = known.get(signal);
  if (name === undefined || names === undefined || names.includes(name) || extensions.includes(name)) return;
  yield {
    path,
    message: name === '' ? `is empty for ${signal}` : `is "${name}", which is not an encoding for ${signal}`,
    advice: `Use otlp_proto, both here and in the ${otherSide}.`,
    refusal: 'start',
  };
}
