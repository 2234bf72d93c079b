import type { SettingsReader } from '../settings-reader';
import { textTypeFault } from '../text-types';
import { compressionLevel, timeout } from './exporter-helper';
import type { Complaint, RuleContext } from './rule';

/** A gRPC client's port was looked at by the otlp exporter itself in v0.115, by the client's settings since. */
const BUILT_BY_VALIDATE_SINCE = 116;

/** Paths became a type that reads itself; v0.115 looked at them when all was decoded. */
const PATHS_DECODED_SINCE = 116;

/** otlpreceiver.Config. */
export function* otlpReceiver(settings: SettingsReader, { minor }: RuleContext): Generator<Complaint> {
  // One that is null, or an empty variable, is on.
  const enabled = ['grpc', 'http'].filter(
    (protocol) =>
      settings.names('protocols', protocol) && settings.raw('protocols', protocol, 'enabled') !== false,
  );
  if (
    enabled.length === 0 && settings.raw('protocols') !== undefined ? isKnown(settings) : enabled.length === 0
  ) {
    yield {
      path: [],
      message: 'has no protocol',
      advice: 'Name grpc, http or both below protocols.',
    };
  }
  for (const signal of minor < PATHS_DECODED_SINCE ? ['traces', 'metrics', 'logs'] : []) {
    const path = ['protocols', 'http', `${signal}_url_path`];
    const fault = textTypeFault('otlpreceiver.SanitizedURLPath', settings.text(path, '') ?? '', minor);
    if (fault) yield { path, message: fault };
  }
  for (const protocol of enabled) {
    const at = ['protocols', protocol];
    const endpoint = settings.text([...at, 'endpoint'], 'localhost:4317');
    if (endpoint !== undefined)
      yield* listening([...at, 'endpoint'], endpoint, settings.text([...at, 'transport'], 'tcp'));
    for (const name of ['read_buffer_size', 'write_buffer_size']) {
      const size = protocol === 'grpc' ? settings.number([...at, name], 0) : 0;
      if (size !== undefined && size < 0) yield { path: [...at, name], message: 'is negative' };
    }
    const most = settings.number([...at, 'max_recv_msg_size_mib'], 0);
    if (protocol === 'grpc' && most !== undefined && most < 0) {
      yield { path: [...at, 'max_recv_msg_size_mib'], message: 'is negative' };
    }
  }
}

function isKnown(settings: SettingsReader): boolean {
  const protocols = settings.raw('protocols');
  return protocols === null || typeof protocols === 'object';
}

/** An address to listen at: `host:port`, the host may be empty. Refused when the component starts. */
export function* listening(
  path: string[],
  endpoint: string,
  transport: string | undefined,
): Generator<Complaint> {
  // Go listens at a free port of all addresses when it is told nothing.
  if (endpoint === '' || transport === undefined || transport.startsWith('unix')) return;
  const port = portOf(endpoint);
  if (port === undefined) {
    yield { path, message: `"${endpoint}" has no port`, advice: 'Write host:port.', refusal: 'start' };
  } else if (!isPort(port)) {
    yield { path, message: `"${endpoint}" has no valid port`, refusal: 'start' };
  }
}

/** Go's net.SplitHostPort: `undefined` when it finds none. */
function portOf(endpoint: string): string | undefined {
  return /^(?:\[[^[\]]*\]|[^:[\]]*):([^:]*)$/.exec(endpoint)?.[1];
}

/** A number, or one of the services that are known everywhere. */
function isPort(port: string): boolean {
  if (port === '') return true;
  return /^\d+$/.test(port) ? Number(port) <= 65_535 : ['http', 'https', 'domain'].includes(port);
}

/** otlpexporter.Config. */
export function* otlpExporter(settings: SettingsReader, { minor }: RuleContext): Generator<Complaint> {
  yield* timeout(settings);
  const endpoint = settings.text(['endpoint'], '');
  if (endpoint === undefined) return;
  const address = endpoint.replace(/^(?:https?:\/\/|dns:\/{2,3})/, '');
  if (address === '') {
    yield { path: [], message: 'has no endpoint', advice: 'Write endpoint: host:4317.' };
  } else if (!endpoint.startsWith('unix://') || minor < BUILT_BY_VALIDATE_SINCE) {
    const port = portOf(address);
    if (port === undefined)
      yield { path: ['endpoint'], message: `"${endpoint}" has no port`, advice: 'Write host:4317.' };
    else if (!/^[+-]?\d+$/.test(port))
      yield { path: ['endpoint'], message: `"${endpoint}" has no port that is a number` };
  }
  const balancer = settings.text(['balancer_name'], 'round_robin');
  if (balancer && !['round_robin', 'pick_first', 'pick_first_leaf'].includes(balancer)) {
    yield { path: ['balancer_name'], message: `"${balancer}" is neither round_robin nor pick_first` };
  }
}

/** otlphttpexporter.Config. */
export function* otlpHttpExporter(
  settings: SettingsReader,
  { minor, signals }: RuleContext,
): Generator<Complaint> {
  const endpoint = settings.text(['endpoint'], '');
  const own = ['traces', 'metrics', 'logs', 'profiles'].filter(
    (signal) => settings.text([`${signal}_endpoint`], '') !== '',
  );
  if (endpoint === '' && own.length === 0) {
    yield { path: [], message: 'has no endpoint', advice: 'Write endpoint: https://host:4318.' };
    return;
  }
  // Looked at when the exporter is made, which `validate` does not do in v0.115.
  const refusal = minor < BUILT_BY_VALIDATE_SINCE ? ('start' as const) : ('validate' as const);
  if (signals.length > 0 && endpoint && !isUrl(endpoint)) {
    yield {
      path: ['endpoint'],
      message: `"${endpoint}" is no URL`,
      advice: 'Begin it with http:// or https://.',
      refusal,
    };
  }
  for (const signal of signals) {
    if (endpoint === '' && !own.includes(signal)) {
      const message = `is used for ${signal} and has neither an endpoint nor a ${signal}_endpoint`;
      yield { path: [], message, refusal };
    }
  }
  const kind = settings.text(['compression'], 'gzip');
  if (kind !== undefined && minor >= BUILT_BY_VALIDATE_SINCE) yield* compressionLevel(settings, kind, []);
}

/** What Go's url.Parse takes, as far as an endpoint is concerned. */
function isUrl(text: string): boolean {
  if (/[\s\p{Cc}]/u.test(text)) return false;
  if (/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(text))
    return !/^[^:]+:\/\/[^/?#]*:(?!\d*(?:[/?#]|$))[^/?#]*/.test(text);
  // Without a scheme, a colon must not stand in the first part.
  return !/^[^/?#]*:/.test(text);
}
