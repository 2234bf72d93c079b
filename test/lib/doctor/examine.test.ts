import { examine } from '../../../lib/doctor/examine';
import { CHECKS } from '../../../lib/doctor/finding';
import { type KafkaProbe, ProbeFailure, type ProbeNode, type Way } from '../../../lib/doctor/ports';
import type { Client, Login, Target } from '../../../lib/doctor/target';

const NOW_MS = 1_000_000;

/** A broker that is well, with what differs. */
function fakeNode(address: string, more: Partial<ProbeNode> = {}): ProbeNode {
  return {
    address,
    versions: new Map([[3, { min: 0, max: 13 }]]),
    login: async () => ({ ok: true }),
    metadata: async (topics) => ({
      brokers: [{ nodeId: 1, host: 'a', port: 1 }],
      controllerId: 1,
      rights: ['DESCRIBE'],
      topics: (topics === 'all' ? ['otlp_spans', 'other'] : topics).map((topic) => ({
        ...{ topic, errorCode: 0, rights: ['READ', 'WRITE', 'DESCRIBE'] },
        partitions: [{ partition: 0, leader: 1, replicas: 3, inSync: 3 }],
      })),
    }),
    coordinator: async () => ({ errorCode: 0, nodeId: 1, host: 'a', port: 1 }),
    group: async () => ({
      errorCode: 0,
      state: 'Stable',
      protocolType: 'consumer',
      members: 1,
      rights: ['READ'],
    }),
    groupKind: async () => 'Classic',
    configs: async (resources) =>
      resources.map(({ name }) => ({
        ...{ name, errorCode: 0 },
        values: new Map([
          ['min.insync.replicas', '2'],
          ['max.message.bytes', '1048588'],
        ]),
      })),
    offsets: async (atMs, partitions) =>
      partitions.map((each) => ({
        ...each,
        ...{ errorCode: 0, timestampMs: -1n, offset: atMs > 0n ? -1n : 0n },
      })),
    close: () => {},
    ...more,
  };
}

const kafkaWay = (node: ProbeNode): Way => ({ end: 'kafka', ip: '10.0.0.1', node });
const closedPort: Way = { end: 'tcp', ip: '10.0.0.2', error: 'refused', afterMs: 1, said: 'ECONNREFUSED' };

function probeOf(ways: Record<string, Way>): KafkaProbe & { walked: string[] } {
  const walked: string[] = [];
  return {
    walked,
    async walk(address) {
      walked.push(address);
      return ways[address] ?? { end: 'name', error: 'ENOTFOUND' };
    },
    topicMatcher: async (pattern) => (topic) => new RegExp(pattern).test(topic),
    close: () => {},
  };
}

const reader: Client = {
  ...{ who: 'receiver', from: 'collector' },
  reads: { groupId: 'otel', topics: ['otlp_spans'] },
};
const target = (brokers: string[], login: Login = { mechanism: 'none' }, clients = [reader]): Target => ({
  connection: { brokers, login, connectTimeoutMs: 1, requestTimeoutMs: 1 },
  clients,
});
const codes = (findings: Awaited<ReturnType<typeof examine>>['findings'], status = 'fault') =>
  findings.flatMap((finding) => (finding.status === status ? [finding.code] : []));

describe('an examination', () => {
  it('comes to every check, in order', async () => {
    const { findings, groups } = await examine(target(['a:1']), {
      probe: probeOf({ 'a:1': kafkaWay(fakeNode('a:1')) }),
      nowMs: NOW_MS,
    });

    const checks = [...new Set(findings.map(({ check }) => check))];
    expect(checks).toEqual(CHECKS.slice(1, CHECKS.indexOf('ssm')));
    expect(codes(findings)).toEqual([]);
    expect(groups.get('otel')).toMatchObject({ state: 'Stable', members: 1 });
  });

  it('ends where the way ends, and says of the rest after what', async () => {
    const { findings } = await examine(target(['a:1']), {
      probe: probeOf({ 'a:1': closedPort }),
      nowMs: NOW_MS,
    });

    expect(findings.map(({ check, status }) => `${status} ${check}`).slice(0, 4)).toEqual([
      'ok name lookup',
      'fault tcp',
      'skipped tls',
      'skipped api versions',
    ]);
    expect(new Set(findings.slice(2).map(({ says }) => says))).toEqual(new Set(['after PORT_CLOSED']));
  });

  it('goes on by another broker, and advises on the one that is gone', async () => {
    const probe = probeOf({ 'a:1': kafkaWay(fakeNode('a:1')), 'b:1': closedPort });

    const { findings } = await examine(target(['b:1', 'a:1']), { probe, nowMs: NOW_MS });

    expect(codes(findings)).toEqual([]);
    expect(codes(findings, 'advice')).toEqual(['SOME_BROKERS_UNREACHABLE']);
  });

  it('says of every broker where its way ends when none lets it in', async () => {
    const { findings } = await examine(target(['b:1', 'nowhere:1']), {
      probe: probeOf({ 'b:1': closedPort }),
      nowMs: NOW_MS,
    });

    expect(codes(findings).sort()).toEqual(['NAME_NOT_FOUND', 'PORT_CLOSED']);
  });

  it('takes a connection that is closed at the first question for a login that is missing', async () => {
    const hangsUp = fakeNode('a:1', {
      metadata: async () => {
        throw new ProbeFailure('closed', 'closed');
      },
    });
    const probe = probeOf({ 'a:1': kafkaWay(hangsUp) });
    const login: Login = { mechanism: 'PLAIN', username: 'u', password: 'p' };

    const without = await examine(target(['a:1']), { probe, nowMs: NOW_MS });
    const withLogin = await examine(target(['a:1'], login), { probe, nowMs: NOW_MS });

    expect(codes(without.findings)).toEqual(['SASL_REQUIRED']);
    expect(codes(withLogin.findings)).toEqual(['REQUEST_FAILED']);
  });

  it('does not log in anew to the broker that it came by', async () => {
    let logins = 0;
    const counting = fakeNode('a:1', {
      login: async () => {
        logins += 1;
        return { ok: true };
      },
    });
    const probe = probeOf({ 'a:1': kafkaWay(counting) });

    await examine(target(['a:1']), { probe, nowMs: NOW_MS });

    expect([logins, probe.walked]).toEqual([1, ['a:1']]);
  });

  it('blames the advertised address, not the group, when the coordinator is behind it', async () => {
    const probe = probeOf({ 'lb:1': kafkaWay(fakeNode('lb:1')), 'a:1': closedPort });

    const { findings } = await examine(target(['lb:1']), { probe, nowMs: NOW_MS });

    expect(codes(findings)).toEqual(['ADVERTISED_UNREACHABLE']);
    expect(findings.filter(({ check }) => check === 'group')).toMatchObject([
      { status: 'skipped', says: 'broker 1 at a:1 cannot be reached' },
    ]);
  });

  it('asks for all topics when one is a pattern', async () => {
    const clients: Client[] = [{ ...reader, reads: { groupId: 'otel', topics: ['^otlp_.*'] } }];
    const probe = probeOf({ 'a:1': kafkaWay(fakeNode('a:1')) });

    const { findings } = await examine(target(['a:1'], undefined, clients), { probe, nowMs: NOW_MS });

    expect(findings.filter(({ check }) => check === 'topic').map(({ subject }) => subject)).toEqual([
      'otlp_spans',
    ]);
  });

  it('leaves out what an older broker cannot answer', async () => {
    const old = fakeNode('a:1', {
      configs: async () => {
        throw new ProbeFailure('unsupported', 'too old');
      },
      offsets: async () => {
        throw new ProbeFailure('unsupported', 'too old');
      },
    });

    const { findings } = await examine(target(['a:1']), {
      probe: probeOf({ 'a:1': kafkaWay(old) }),
      nowMs: NOW_MS,
    });

    expect(codes(findings)).toEqual([]);
    expect(findings.filter(({ status }) => status === 'skipped').map(({ check }) => check)).toEqual(
      expect.arrayContaining(['message size', 'clocks', 'balance']),
    );
  });
});
