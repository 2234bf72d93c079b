import { parseComponentId } from './component-id';

const COMPRESSION = ['', 'none', 'gzip', 'zlib', 'deflate', 'snappy', 'zstd', 'lz4'];
/** x-snappy-framed is in the dump of v0.145 and not in that of v0.115. */
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

/** What is wrong with the text of a Go type that reads its own, if anything. */
export function textTypeFault(goType: string, text: string, minor: number): string | undefined {
  switch (goType) {
    case 'component.ID': {
      const id = parseComponentId(text);
      return 'wrong' in id ? `"${text}" ${id.wrong}` : undefined;
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
      return /%(?![0-9a-fA-F]{2})|[\p{Cc}]|^:/u.test(text) ? `"${text}" is no path of a URL` : undefined;
    case 'configkafka.RequiredAcks':
      return text === 'all' ? undefined : `"${text}" is a text, and all, -1, 0 and 1 are possible`;
    case 'common.ContextID':
    case 'condition.ContextID':
      return oneOf(text.toLowerCase(), OTTL_CONTEXTS);
    default:
      return undefined;
  }
}

/** "is none of a, b, c" for a text that is not among `allowed`. */
function oneOf(text: string, allowed: readonly string[]): string | undefined {
  return allowed.includes(text) ? undefined : `"${text}" is none of ${allowed.filter(Boolean).join(', ')}`;
}
