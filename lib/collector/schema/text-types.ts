import { parseComponentId } from './component-id';

const COMPRESSION = ['', 'none', 'gzip', 'zlib', 'deflate', 'snappy', 'zstd', 'lz4'];
/** The dump of v0.145 has x-snappy-framed; that of v0.115 does not. */
const SNAPPY_FRAMED_SINCE = 116;

const TRANSPORTS = [
  '',
  'tcp',
  'tcp4',
  'tcp6',
  'udp',
  'udp4',
  'udp6',
  'ip',
  'ip4',
  'ip6',
  'unix',
  'unixgram',
  'unixpacket',
  'npipe',
];
const LEVELS = ['none', 'basic', 'normal', 'detailed'];
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'dpanic', 'panic', 'fatal', 'warning', ''];

const OTTL_CONTEXTS = [
  'resource',
  'scope',
  'span',
  'spanevent',
  'metric',
  'datapoint',
  'exemplar',
  'log',
  'profile',
];

/** What is wrong with the text of a Go type that has its own parser; `undefined` if nothing is. */
export function textTypeProblem(goType: string, text: string, minor: number): string | undefined {
  switch (goType) {
    case 'component.ID': {
      const id = parseComponentId(text);
      return 'wrong' in id ? `is the invalid ID "${text}": ${id.wrong}` : undefined;
    }
    case 'configcompression.Type':
      return text === 'x-snappy-framed' && minor >= SNAPPY_FRAMED_SINCE
        ? undefined
        : oneOf(text, COMPRESSION);
    case 'confignet.TransportType':
      return oneOf(text, TRANSPORTS);
    case 'configtelemetry.Level':
      return oneOf(text.toLowerCase(), LEVELS);
    case 'zapcore.Level':
      return LOG_LEVELS.includes(text) || LOG_LEVELS.includes(text.toLowerCase())
        ? undefined
        : oneOf(text, LOG_LEVELS);
    case 'request.SizerType':
      return oneOf(text, ['requests', 'items', 'bytes']);
    case 'otlphttpexporter.EncodingType':
      return oneOf(text, ['proto', 'json']);
    case 'ottl.ErrorMode':
      return oneOf(text.toLowerCase(), ['ignore', 'propagate', 'silent']);
    case 'otlpreceiver.SanitizedURLPath':
      return /%(?![0-9a-fA-F]{2})|[\p{Cc}]|^:/u.test(text)
        ? `is "${text}", but must be a URL path`
        : undefined;
    case 'configkafka.RequiredAcks':
      return text === 'all' ? undefined : `is "${text}", but must be one of all, -1, 0, 1`;
    case 'common.ContextID':
    case 'condition.ContextID':
      return oneOf(text.toLowerCase(), OTTL_CONTEXTS);
    default:
      return undefined;
  }
}

/** The message for a text that is not among `allowed`. */
function oneOf(text: string, allowed: readonly string[]): string | undefined {
  return allowed.includes(text)
    ? undefined
    : `is "${text}", but must be one of ${allowed.filter(Boolean).join(', ')}`;
}
