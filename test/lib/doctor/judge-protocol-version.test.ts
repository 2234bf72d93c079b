import { judgeProtocolVersion } from '../../../lib/doctor/judge-protocol-version';
import { pinnedVersions } from '../../../lib/doctor/pinned-versions';
import type { Client, Login } from '../../../lib/doctor/target';

/** Supported versions of a real Kafka 4.0, for the requests of these tests. */
const KAFKA_4_0 = new Map([
  [0, { min: 0, max: 12 }],
  [1, { min: 4, max: 17 }],
  [2, { min: 1, max: 10 }],
  [3, { min: 0, max: 13 }],
  [8, { min: 2, max: 9 }],
  [9, { min: 1, max: 9 }],
  [10, { min: 0, max: 6 }],
  [11, { min: 2, max: 9 }],
  [12, { min: 0, max: 4 }],
  [14, { min: 0, max: 5 }],
  [17, { min: 0, max: 1 }],
  [22, { min: 0, max: 5 }],
  [36, { min: 0, max: 2 }],
]);
const NONE: Login = { mechanism: 'none' };
const SCRAM: Login = { mechanism: 'SCRAM-SHA-256', username: 'otel', password: 'x' };

const reader = (protocolVersion?: string): Client => ({
  ...{ who: 'receiver', from: 'collector', reads: { groupId: 'g', topics: ['t'] } },
  ...(protocolVersion === undefined ? {} : { protocolVersion }),
});
const writer = (protocolVersion: string): Client => ({
  ...{ who: 'exporter', from: 'collector', protocolVersion },
  writes: { topics: ['t'], maxMessageBytes: 1, acks: 'leader' },
});
const judge = (client: Client, login: Login = NONE) =>
  judgeProtocolVersion(client, { login }, { address: 'kafka', versions: KAFKA_4_0 });

describe('protocol_version', () => {
  it.each([
    ['not set', reader(), 'ok', undefined],
    ['the brokers’ own', reader('4.0.0'), 'advice', 'PROTOCOL_VERSION_PINNED'],
    ['an older one that they speak', reader('2.1.0'), 'advice', 'PROTOCOL_VERSION_PINNED'],
    ['a newer one, for a reader', reader('4.2.0'), 'fault', 'PROTOCOL_VERSION_TOO_NEW'],
    ['a newer one, for a writer', writer('4.2.0'), 'fault', 'PROTOCOL_VERSION_TOO_NEW'],
    ['one that Kafka 4 dropped', reader('0.10.2.0'), 'fault', 'PROTOCOL_VERSION_TOO_OLD'],
    ['none that there is', reader('5.0'), 'fault', 'PROTOCOL_VERSION_UNKNOWN'],
    ['no version at all', reader('latest'), 'fault', 'PROTOCOL_VERSION_UNKNOWN'],
  ])('%s', (_title, client, status, code) => {
    expect(judge(client)).toMatchObject({ status, ...(code ? { code } : {}) });
  });

  it('lists the requests that fail, of those that the client sends', () => {
    expect(judge(writer('4.2')).says).toBe('4.2: Produce 13 > 12');
    expect(judge(reader('4.1')).says).toBe('4.1: Fetch 18 > 17');
  });

  it('includes the SASL requests only with a login', () => {
    const versions = new Map(KAFKA_4_0).set(36, { min: 0, max: 1 });
    const of = (login: Login) =>
      judgeProtocolVersion(reader('4.0'), { login }, { address: 'kafka', versions });

    expect(of(NONE).status).toBe('advice');
    expect(of(SCRAM).says).toBe('4.0: SaslAuthenticate 2 > 1');
  });
});

describe('releases that the Collector knows', () => {
  it.each(['4.2', 'v4.2.1', '2.8.1', '0.11.0', '0.10.2.0', '0.8.0'])('include %s', (release) => {
    expect(pinnedVersions(release)?.size).toBe(13);
  });

  it.each(['4.3', '4', '2', '0.11', '', '4.2.x', '10.1'])('do not include %p', (release) => {
    expect(pinnedVersions(release)).toBeUndefined();
  });

  it('have the versions of franz-go: Kafka 3.9 uses version 17 of Fetch', () => {
    expect(pinnedVersions('3.9')?.get('Fetch')).toBe(17);
    expect(pinnedVersions('3.9')?.get('Produce')).toBe(11);
    expect(pinnedVersions('0.8.0')?.get('SaslHandshake')).toBe(-1);
  });
});
