import type { SettingsReader } from '../settings-reader';
import { CONFIGKAFKA_SINCE, FRANZ_SINCE } from './kafka-versions';
import type { Complaint, RuleContext } from './rule';

/** Protocol versions are read by franz-go's own list from v0.151 to v0.155 on, by a pattern before. */
const PROTOCOL_LIST_SINCE = 155;
/** franz-go: the newest Kafka that the version's client knows, by the minor that brought it. */
const NEWEST_KAFKA = [
  { since: 158, minor: 2 },
  { since: 0, minor: 1 },
];

/** `protocol_version`, which the client has to know. */
export function* protocolVersion(settings: SettingsReader, { minor }: RuleContext): Generator<Complaint> {
  const version = settings.text(['protocol_version'], '');
  if (!version) return;
  const complaint = {
    path: ['protocol_version'],
    message: `"${version}" is no version of Kafka that this Collector's client knows`,
    advice: 'Leave it out: the client and the brokers then agree on one.',
  };
  const byPattern = /^0\.\d+\.\d+\.\d+$|^[1-9]\d*\.\d+\.\d+$/.test(version);
  if (minor >= PROTOCOL_LIST_SINCE) {
    if (!isListed(version, minor)) yield complaint;
  } else if (!byPattern) yield { ...complaint, ...(minor < CONFIGKAFKA_SINCE && { refusal: 'start' }) };
  else if (minor >= FRANZ_SINCE && !isListed(version, minor)) yield { ...complaint, refusal: 'start' };
}

/** As franz-go's kversion.FromString: `2.8`, `v2.8.1`, `0.11.0.2`. */
function isListed(version: string, minor: number): boolean {
  const [, recent, old] = /^v?(?:([1-9]+\.\d+)(?:\.\d+)?|(0\.\d+\.\d+)(?:\.\d+)?)$/.exec(version) ?? [];
  if (old) return ['0.11.0', '0.10.2', '0.10.1', '0.10.0', '0.9.0', '0.8.2', '0.8.1', '0.8.0'].includes(old);
  const newest = NEWEST_KAFKA.find(({ since }) => minor >= since)?.minor ?? 0;
  const lastMinors: Record<number, number> = { 1: 1, 2: 8, 3: 9, 4: newest };
  const [major = 0, minorVersion = 0] = (recent ?? '').split('.').map(Number);
  return recent !== undefined && minorVersion <= (lastMinors[major] ?? -1);
}
