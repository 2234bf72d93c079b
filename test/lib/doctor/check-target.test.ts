import { checkTarget } from '../../../lib/doctor/check-target';
import { CHECKS } from '../../../lib/doctor/finding';
import {
  type ConnectionResult,
  type KafkaProbe,
  ProbeFailure,
  type ProbeNode,
} from '../../../lib/doctor/ports';
import type { Client, Login, Target } from '../../../lib/doctor/target';

const NOW_MS = 1_000_000;

/** A healthy broker, with overrides. */
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

const reached = (node: ProbeNode): ConnectionResult => ({ end: 'kafka', ip: '10.0.0.1', node });
const closedPort: ConnectionResult = {
  end: 'tcp',
  ip: '10.0.0.2',
  error: 'refused',
  afterMs: 1,
  said: 'ECONNREFUSED',
};

function probeOf(results: Record<string, ConnectionResult>): KafkaProbe & { connected: string[] } {
  const connected: string[] = [];
  return {
    connected,
    async connect(address) {
      connected.push(address);
      return results[address] ?? { end: 'name', error: 'ENOTFOUND' };
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
const codes = (findings: Awaited<ReturnType<typeof checkTarget>>['findings'], status = 'fault') =>
  findings.flatMap((finding) => (finding.status === status ? [finding.code] : []));

describe('the checks of a target', () => {
  it('are all done, in order', async () => {
    const { findings, groups } = await checkTarget(target(['a:1']), {
      probe: probeOf({ 'a:1': reached(fakeNode('a:1')) }),
      nowMs: NOW_MS,
    });

    const checks = [...new Set(findings.map(({ check }) => check))];
    expect(checks).toEqual(CHECKS.slice(1, CHECKS.indexOf('ssm')));
    expect(codes(findings)).toEqual([]);
    expect(groups.get('otel')).toMatchObject({ state: 'Stable', members: 1 });
  });

  it('stop at the first fault, and the skipped ones name it', async () => {
    const { findings } = await checkTarget(target(['a:1']), {
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

  it('continue with another broker if one cannot be reached, with advice about that one', async () => {
    const probe = probeOf({ 'a:1': reached(fakeNode('a:1')), 'b:1': closedPort });

    const { findings } = await checkTarget(target(['b:1', 'a:1']), { probe, nowMs: NOW_MS });

    expect(codes(findings)).toEqual([]);
    expect(codes(findings, 'advice')).toEqual(['SOME_BROKERS_UNREACHABLE']);
  });

  it('report the fault of every broker if none can be reached', async () => {
    const { findings } = await checkTarget(target(['b:1', 'nowhere:1']), {
      probe: probeOf({ 'b:1': closedPort }),
      nowMs: NOW_MS,
    });

    expect(codes(findings).sort()).toEqual(['NAME_NOT_FOUND', 'PORT_CLOSED']);
  });

  it('report a missing login if the broker closes the connection at the first request', async () => {
    const hangsUp = fakeNode('a:1', {
      metadata: async () => {
        throw new ProbeFailure('closed', 'closed');
      },
    });
    const probe = probeOf({ 'a:1': reached(hangsUp) });
    const login: Login = { mechanism: 'PLAIN', username: 'u', password: 'p' };

    const without = await checkTarget(target(['a:1']), { probe, nowMs: NOW_MS });
    const withLogin = await checkTarget(target(['a:1'], login), { probe, nowMs: NOW_MS });

    expect(codes(without.findings)).toEqual(['SASL_REQUIRED']);
    expect(codes(withLogin.findings)).toEqual(['REQUEST_FAILED']);
  });

  it('log in once to the broker that is already connected', async () => {
    let logins = 0;
    const counting = fakeNode('a:1', {
      login: async () => {
        logins += 1;
        return { ok: true };
      },
    });
    const probe = probeOf({ 'a:1': reached(counting) });

    await checkTarget(target(['a:1']), { probe, nowMs: NOW_MS });

    expect([logins, probe.connected]).toEqual([1, ['a:1']]);
  });

  it('blame the advertised address and not the group if the coordinator cannot be reached', async () => {
    const probe = probeOf({ 'lb:1': reached(fakeNode('lb:1')), 'a:1': closedPort });

    const { findings } = await checkTarget(target(['lb:1']), { probe, nowMs: NOW_MS });

    expect(codes(findings)).toEqual(['ADVERTISED_UNREACHABLE']);
    expect(findings.filter(({ check }) => check === 'group')).toMatchObject([
      { status: 'skipped', says: 'broker 1 at a:1 cannot be reached' },
    ]);
  });

  it('request all topics if one is a pattern', async () => {
    const clients: Client[] = [{ ...reader, reads: { groupId: 'otel', topics: ['^otlp_.*'] } }];
    const probe = probeOf({ 'a:1': reached(fakeNode('a:1')) });

    const { findings } = await checkTarget(target(['a:1'], undefined, clients), { probe, nowMs: NOW_MS });

    expect(findings.filter(({ check }) => check === 'topic').map(({ subject }) => subject)).toEqual([
      'otlp_spans',
    ]);
  });

  it('skip what an older broker does not support', async () => {
    const old = fakeNode('a:1', {
      configs: async () => {
        throw new ProbeFailure('unsupported', 'too old');
      },
      offsets: async () => {
        throw new ProbeFailure('unsupported', 'too old');
      },
    });

    const { findings } = await checkTarget(target(['a:1']), {
      probe: probeOf({ 'a:1': reached(old) }),
      nowMs: NOW_MS,
    });

    expect(codes(findings)).toEqual([]);
    expect(findings.filter(({ status }) => status === 'skipped').map(({ check }) => check)).toEqual(
      expect.arrayContaining(['message size', 'clocks', 'balance']),
    );
  });
});
