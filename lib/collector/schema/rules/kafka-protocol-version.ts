import type { SettingsReader } from '../settings-reader';
import { CONFIGKAFKA_SINCE, FRANZ_SINCE } from './kafka-versions';
import type { Complaint, RuleContext } from './rule';

/** From a version between v0.151 and v0.155 on, franz-go's list of versions applies. Before that it was a pattern. */
const PROTOCOL_LIST_SINCE = 155;
/** The newest Kafka 4 minor version that the client knows, by the Collector's minor version. */
const NEWEST_KAFKA = [
  { since: 158, minor: 2 },
  { since: 0, minor: 1 },
];

/** Reports a `protocol_version` that the client does not know. */
export function* protocolVersion(settings: SettingsReader, { minor }: RuleContext): Generator<Complaint> {
  const version = settings.text(['protocol_version'], '');
  if (!version) return;
  const complaint = {
    path: ['protocol_version'],
    message: `is "${version}", a Kafka version that this Collector's client does not know`,
    advice: 'Remove it, so that the client and the brokers agree on a version.',
  };
  const byPattern = /^0\.\d+\.\d+\.\d+$|^[1-9]\d*\.\d+\.\d+$/.test(version);
  if (minor >= PROTOCOL_LIST_SINCE) {
    if (!isListed(version, minor)) yield complaint;
  } else if (!byPattern) yield { ...complaint, ...(minor < CONFIGKAFKA_SINCE && { refusal: 'start' }) };
  else if (minor >= FRANZ_SINCE && !isListed(version, minor)) yield { ...complaint, refusal: 'start' };
}

/** Whether franz-go's kversion.FromString knows the version, such as `2.8`, `v2.8.1` or `0.11.0.2`. */
function isListed(version: string, minor: number): boolean {
  const [, recent, old] = /^v?(?:([1-9]+\.\d+)(?:\.\d+)?|(0\.\d+\.\d+)(?:\.\d+)?)$/.exec(version) ?? [];
  if (old) return ['0.11.0', '0.10.2', '0.10.1', '0.10.0', '0.9.0', '0.8.2', '0.8.1', '0.8.0'].includes(old);
  const newest = NEWEST_KAFKA.find(({ since }) => minor >= since)?.minor ?? 0;
  const lastMinors: Record<number, number> = { 1: 1, 2: 8, 3: 9, 4: newest };
  const [major = 0, minorVersion = 0] = (recent ?? '').split('.').map(Number);
  return recent !== undefined && minorVersion <= (lastMinors[major] ?? -1);
}
