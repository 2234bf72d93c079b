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

/** An encoding is one of these or the id of an extension, and looked up when the receiver starts. */
export function* receiverEncoding(
  settings: SettingsReader,
  signal: string,
  context: RuleContext,
): Generator<Complaint> {
  const { path, name } = encodingOf(settings, signal);
  // The name of a character set can follow.
  if (signal === 'logs' && name?.startsWith('text_')) return;
  yield* unknownEncoding(path, name, signal, RECEIVED, context, 'exporter');
}

/** The same of the exporter; at the top level an empty one is the default. */
export function* exporterEncoding(
  settings: SettingsReader,
  signal: string,
  context: RuleContext,
): Generator<Complaint> {
  const { path, name } = encodingOf(settings, signal);
  if (name === '' && path.length === 1) return;
  yield* unknownEncoding(path, name, signal, SENT, context, 'receiver');
}

/** A signal's own, even one that an empty variable in place of its section leaves; else the one of older versions. */
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
  // A signal that is none is told of elsewhere.
  const names = known.get(signal);
  if (name === undefined || names === undefined || names.includes(name) || extensions.includes(name)) return;
  yield {
    path,
    message: name === '' ? `is empty, for ${signal}` : `"${name}" is no encoding of ${signal}`,
    advice: `Write otlp_proto, and the same in the ${otherSide}.`,
    refusal: 'start',
  };
}
