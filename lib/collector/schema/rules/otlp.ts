import type { SettingsReader } from '../settings-reader';
import { textTypeProblem } from '../text-types';
import { compressionLevel, timeout } from './exporter-helper';
import type { Complaint, RuleContext } from './rule';

/** In v0.115 the otlp exporter itself checked the port of its endpoint. In later versions its client settings do. */
const BUILT_BY_VALIDATE_SINCE = 116;

/** From this version on, URL paths are checked while they are decoded; before that, afterwards. */
const PATHS_DECODED_SINCE = 116;

/** otlpreceiver.Config. */
export function* otlpReceiver(settings: SettingsReader, { minor }: RuleContext): Generator<Complaint> {
  // A protocol is enabled even if its section is null or an empty variable.
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
      advice: 'Set grpc, http or both below protocols.',
    };
  }
  for (const signal of minor < PATHS_DECODED_SINCE ? ['traces', 'metrics', 'logs'] : []) {
    const path = ['protocols', 'http', `${signal}_url_path`];
    const message = textTypeProblem('otlpreceiver.SanitizedURLPath', settings.text(path, '') ?? '', minor);
    if (message) yield { path, message };
  }
  for (const protocol of enabled) {
    const at = ['protocols', protocol];
    const endpoint = settings.text([...at, 'endpoint'], 'localhost:4317');
    if (endpoint !== undefined)
      yield* listening([...at, 'endpoint'], endpoint, settings.text([...at, 'transport'], 'tcp'));
    for (const name of ['read_buffer_size', 'write_buffer_size']) {
      const size = protocol === 'grpc' ? settings.number([...at, name], 0) : 0;
      if (size !== undefined && size < 0) yield { path: [...at, name], message: 'must not be negative' };
    }
    const most = settings.number([...at, 'max_recv_msg_size_mib'], 0);
    if (protocol === 'grpc' && most !== undefined && most < 0) {
      yield { path: [...at, 'max_recv_msg_size_mib'], message: 'must not be negative' };
    }
  }
}

function isKnown(settings: SettingsReader): boolean {
  const protocols = settings.raw('protocols');
  return protocols === null || typeof protocols === 'object';
}

/** A listen address is `host:port`, where the host may be empty. The component checks it when it starts. */
export function* listening(
  path: string[],
  endpoint: string,
  transport: string | undefined,
): Generator<Complaint> {
  // For an empty address, Go chooses a free port on all interfaces.
  if (endpoint === '' || transport === undefined || transport.startsWith('unix')) return;
  const port = portOf(endpoint);
  if (port === undefined) {
    yield {
      path,
      message: `is "${endpoint}", which has no port`,
      advice: 'Write host:port.',
      refusal: 'start',
    };
  } else if (!isPort(port)) {
    yield { path, message: `is "${endpoint}", which has no valid port`, refusal: 'start' };
  }
}

/** The port that Go's net.SplitHostPort finds; `undefined` if it finds none. */
function portOf(endpoint: string): string | undefined {
  return /^(?:\[[^[\]]*\]|[^:[\]]*):([^:]*)$/.exec(endpoint)?.[1];
}

/** Whether it is a port number, or a service name that every system knows. */
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
    yield { path: [], message: 'has no endpoint', advice: 'Set endpoint: host:4317.' };
  } else if (!endpoint.startsWith('unix://') || minor < BUILT_BY_VALIDATE_SINCE) {
    const port = portOf(address);
    if (port === undefined)
      yield {
        path: ['endpoint'],
        message: `is "${endpoint}", which has no port`,
        advice: 'Write host:4317.',
      };
    else if (!/^[+-]?\d+$/.test(port))
      yield { path: ['endpoint'], message: `is "${endpoint}", whose port is not a number` };
  }
  const balancer = settings.text(['balancer_name'], 'round_robin');
  if (balancer && !['round_robin', 'pick_first', 'pick_first_leaf'].includes(balancer)) {
    yield { path: ['balancer_name'], message: `is "${balancer}", but must be round_robin or pick_first` };
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
    yield { path: [], message: 'has no endpoint', advice: 'Set endpoint: https://host:4318.' };
    return;
  }
  // This is checked when the exporter is created, which `validate` does not do in v0.115.
  const refusal = minor < BUILT_BY_VALIDATE_SINCE ? ('start' as const) : ('validate' as const);
  if (signals.length > 0 && endpoint && !isUrl(endpoint)) {
    yield {
      path: ['endpoint'],
      message: `is "${endpoint}", which is not a URL`,
      advice: 'Begin it with http:// or https://.',
      refusal,
    };
  }
  for (const signal of signals) {
    if (endpoint === '' && !own.includes(signal)) {
      const message = `is used for ${signal}, but has neither endpoint nor ${signal}_endpoint`;
      yield { path: [], message, refusal };
    }
  }
  const kind = settings.text(['compression'], 'gzip');
  if (kind !== undefined && minor >= BUILT_BY_VALIDATE_SINCE) yield* compressionLevel(settings, kind, []);
}

/** The scheme, optional login, host (IPv6 in brackets), and optional port of a URL. */
const AUTHORITY = /^[^:]+:\/\/(?:[^/?#]*@)?(?:\[[^\]/?#]*\]|[^/?#:@]*)(?::\d*)?(?:[/?#]|$)/;

/** Whether Go's url.Parse accepts the endpoint. */
function isUrl(text: string): boolean {
  if (/[\s\p{Cc}]/u.test(text)) return false;
  if (/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\//.test(text)) return AUTHORITY.test(text);
  if (/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(text)) return true;
  // Without a scheme, the first segment must not contain a colon.
  return !/^[^/?#]*:/.test(text);
}
