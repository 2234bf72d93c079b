import type { PipelineSpec } from '../../pipeline';
import { clientIdOf } from '../../pipeline/client-id';
import { KAFKA_DEFAULTS } from '../config/kafka-defaults';
import { compareKafkaReleases, OLDEST_FOR_KAFKA_4, parseKafkaRelease } from '../config/kafka-release';
import type { LiveLogin } from './live-connection';
import type { LiveDifference } from './live-difference';
import { type LiveReceiver, type LiveSettings, SETTING_PATHS } from './live-settings';
import { certainValue, type LiveValue, valueIn } from './live-value';
import { topicDifferences } from './topic-differences';

/** Facts about the cluster that are not in the spec. */
export interface KnownCluster {
  /** The brokers' Kafka release, such as `4.3`. Without it, any `protocol_version` may be too new. */
  kafkaVersion?: string | undefined;
}

/**
 * The differences between a live configuration and the spec, by receiver. Values that are known only in the task's
 * environment are not compared. Neither are brokers if the spec leaves them to MSK.
 *
 * @example liveDifferences(readLiveSettings(text), spec) .map(describeDifference) // ['The receiver kafka connects to
 *   kafka-9:9092 (line 4); the spec says kafka-1:9092.']
 */
export function liveDifferences(
  settings: LiveSettings,
  spec: PipelineSpec,
  { kafkaVersion }: KnownCluster = {},
): LiveDifference[] {
  return [
    ...settings.receivers.flatMap((receiver) => [
      ...brokers(receiver, spec),
      ...group(receiver, spec),
      ...protocolVersion(receiver, kafkaVersion),
      ...auth(receiver, spec),
      ...tls(receiver, spec),
    ]),
    ...topicDifferences(settings, spec),
    ...settings.receivers.flatMap((receiver) => clientId(receiver, spec)),
  ];
}

/**
 * Whether the receiver reads other records, or reads in another group. A flip of such a configuration would skip records
 * there.
 */
export function isAboutWhatIsRead({ what }: LiveDifference): boolean {
  return what === 'group' || what === 'topics';
}

/**
 * The differences that explain why nothing is read. Empty unless every receiver has such a difference, because a
 * receiver without one would read.
 */
export function explanationsOf(
  { receivers }: LiveSettings,
  differences: readonly LiveDifference[],
): LiveDifference[] {
  const explaining = differences.filter(({ explains }) => explains);
  const isExplained = ({ id }: LiveReceiver) => explaining.some(({ receiver }) => receiver === id);
  return receivers.every(isExplained) ? explaining : [];
}

function brokers(receiver: LiveReceiver, spec: PipelineSpec): LiveDifference[] {
  const live = valueIn(receiver.brokers);
  const wanted = spec.kafka.brokers;
  if (!live || wanted.length === 0) return [];
  const known = new Set(wanted.map(withPort));
  if (live.some((broker) => known.has(withPort(broker)))) return [];
  const texts = { live: live.join(', ') || 'no broker', spec: wanted.join(', ') };
  return [differenceIn(receiver, 'brokers', { ...texts, explains: isCertain(receiver.brokers) })];
}

/** The Collector uses port 9092 if none is given. */
function withPort(broker: string): string {
  return /:\d+$/.test(broker) ? broker.toLowerCase() : `${broker.toLowerCase()}:9092`;
}

function group(receiver: LiveReceiver, spec: PipelineSpec): LiveDifference[] {
  const live = valueIn(receiver.groupId);
  if (live === undefined || live === spec.group) return [];
  return [differenceIn(receiver, 'group', { live, spec: spec.group, explains: isCertain(receiver.groupId) })];
}

function protocolVersion(receiver: LiveReceiver, kafkaVersion: string | undefined): LiveDifference[] {
  const live = valueIn(receiver.protocolVersion);
  if (!live) return [];
  const explains = isCertain(receiver.protocolVersion) && isUnsupported(live, kafkaVersion);
  const release = kafkaVersion === undefined ? '' : `, and the brokers support ${kafkaVersion}`;
  return [differenceIn(receiver, 'protocol_version', { live, spec: `none${release}`, explains })];
}

/** Whether the brokers do not support the pinned version, which is the only one that the client uses. */
function isUnsupported(version: string, kafkaVersion: string | undefined): boolean {
  const [pinned, release] = [parseKafkaRelease(version), parseKafkaRelease(kafkaVersion)];
  if (!pinned || !release) return true;
  const isTooOld = release[0] >= 4 && compareKafkaReleases(pinned, OLDEST_FOR_KAFKA_4) < 0;
  return isTooOld || compareKafkaReleases(pinned, release) > 0;
}

function auth(receiver: LiveReceiver, spec: PipelineSpec): LiveDifference[] {
  const live = describeLogin(receiver.login);
  const wanted = describeLogin(loginOf(spec));
  if (live === undefined || wanted === undefined || live === wanted) return [];
  const { mechanism, username, region } = receiver.login;
  const explains = [mechanism, username, region].every(isCertain);
  return [differenceIn(receiver, 'auth', { live, spec: wanted, explains })];
}

function loginOf({ kafka: { auth: login } }: PipelineSpec): LiveLogin {
  const known = (value: string): LiveValue<string> => ({ kind: 'known', value });
  return {
    mechanism: known(login.mechanism),
    username: known('username' in login ? login.username : ''),
    region: known('region' in login ? login.region : ''),
  };
}

/**
 * The login as text, such as `PLAIN as reader`, `AWS_MSK_IAM in eu-west-1` or `none`; `undefined` if a part is not
 * known.
 */
function describeLogin(login: LiveLogin): string | undefined {
  const mechanism = valueIn(login.mechanism);
  switch (mechanism) {
    case undefined:
      return undefined;
    case 'PLAIN':
    case 'SCRAM-SHA-256':
    case 'SCRAM-SHA-512': {
      const username = valueIn(login.username);
      return username === undefined ? undefined : `${mechanism} as ${username}`;
    }
    case 'AWS_MSK_IAM': {
      const region = valueIn(login.region);
      return region === undefined ? undefined : `${mechanism} in ${region}`;
    }
    default:
      return mechanism;
  }
}

function tls(receiver: LiveReceiver, spec: PipelineSpec): LiveDifference[] {
  const live = valueIn(receiver.tls);
  const wanted = spec.kafka.tls.enabled ? 'on' : 'off';
  if (live === undefined || live === wanted) return [];
  return [differenceIn(receiver, 'tls', { live, spec: wanted, explains: isCertain(receiver.tls) })];
}

/** A client ID that the user has chosen is fine. The default, or another pipeline's client ID, is a difference. */
function clientId(receiver: LiveReceiver, spec: PipelineSpec): LiveDifference[] {
  const live = valueIn(receiver.clientId);
  const wanted = clientIdOf(spec, 'processing');
  if (live === undefined || live === wanted) return [];
  const isOurs = live !== KAFKA_DEFAULTS.clientId && live !== '' && !live.startsWith('spillway-');
  return isOurs ? [] : [differenceIn(receiver, 'client_id', { live, spec: wanted, explains: false })];
}

function isCertain(value: LiveValue<unknown>): boolean {
  return certainValue(value) !== undefined;
}

function differenceIn(
  { id, lines }: LiveReceiver,
  what: keyof typeof SETTING_PATHS,
  rest: Pick<LiveDifference, 'live' | 'spec' | 'explains'>,
): LiveDifference {
  return { what, receiver: id, line: lines[what], path: ['receivers', id, ...SETTING_PATHS[what]], ...rest };
}
