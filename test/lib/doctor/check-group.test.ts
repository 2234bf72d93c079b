import { checkGroup } from '../../../lib/doctor/check-group';
import type { Nodes } from '../../../lib/doctor/nodes';
import { type GroupView, ProbeFailure, type ProbeNode } from '../../../lib/doctor/ports';

const GROUP_AUTHORIZATION_FAILED = 30;
const COORDINATOR_NOT_AVAILABLE = 15;
const STABLE: GroupView = {
  ...{ errorCode: 0, state: 'Stable', protocolType: 'consumer', strategy: 'cooperative-sticky' },
  ...{ members: 2, rights: ['READ'] },
};

interface Seen {
  errorCode?: number;
  view?: GroupView;
  coordinator?: 'reachable' | 'out of reach';
  fails?: ProbeFailure;
}

/** The findings as `severity check code target: text`, and whether the group is known afterwards. */
async function check({ errorCode = 0, view = STABLE, coordinator = 'reachable', fails }: Seen) {
  const asked: string[] = [];
  const node = {
    address: 'kafka-3:9092',
    async group(groupId: string) {
      asked.push(`group ${groupId}`);
      if (fails) throw fails;
      return view;
    },
    async groupKind(groupId: string) {
      asked.push(`kind of ${groupId}`);
      return 'Classic';
    },
  } as Partial<ProbeNode> as ProbeNode;
  const session = {
    async coordinator(groupId: string) {
      asked.push(`coordinator of ${groupId}`);
      return { errorCode, nodeId: 3, host: 'kafka-3', port: 9_092 };
    },
  } as Partial<ProbeNode> as ProbeNode;
  const nodes = {
    async node(nodeId: number) {
      asked.push(`node ${nodeId}`);
      return coordinator === 'reachable' ? node : undefined;
    },
  } as Partial<Nodes> as Nodes;
  const { findings, view: known } = await checkGroup('otel', session, nodes);
  const codes = findings.map(({ check: step, code = 'ok' }) => `${step} ${code}`);
  return { asked, codes, known, text: JSON.stringify(findings) };
}

describe('the check of a group', () => {
  it('asks the coordinator, and no other broker', async () => {
    const { asked, codes, known } = await check({});

    expect(asked).toEqual(['coordinator of otel', 'node 3', 'group otel', 'kind of otel']);
    expect(codes).toEqual(['group ok', 'coordinator ok']);
    expect(known).toBe(STABLE);
  });

  it('reports a group without a coordinator, with the error of Kafka', async () => {
    const { codes, text, known } = await check({ errorCode: COORDINATOR_NOT_AVAILABLE });

    expect(codes).toEqual(['group NOT_LOOKED_AT', 'coordinator COORDINATOR_UNAVAILABLE']);
    expect(text).toContain('Kafka error 15');
    expect(known).toBeUndefined();
  });

  it('reports a group that may not be described, for which nobody can find the coordinator', async () => {
    const { codes } = await check({ errorCode: GROUP_AUTHORIZATION_FAILED });

    expect(codes).toEqual(['group GROUP_DENIED', 'coordinator NOT_LOOKED_AT']);
  });

  it('says nothing about a group whose coordinator cannot be reached', async () => {
    const { codes, text } = await check({ coordinator: 'out of reach' });

    expect(codes).toEqual(['group NOT_LOOKED_AT', 'coordinator NOT_LOOKED_AT']);
    expect(text).toContain('broker 3 at kafka-3:9092 cannot be reached');
  });

  it('knows the members of a group that it may describe but not read', async () => {
    const view: GroupView = { ...STABLE, rights: ['DESCRIBE'] };

    const { codes, known } = await check({ view });

    expect(codes).toEqual(['group GROUP_DENIED', 'coordinator ok']);
    expect(known).toBe(view);
  });

  it('does not know the members of another kind of group', async () => {
    const { known } = await check({ view: { ...STABLE, protocolType: 'connect' } });

    expect(known).toBeUndefined();
  });

  it('reports a request that failed', async () => {
    const { codes, text } = await check({ fails: new ProbeFailure('silent', 'DescribeGroups: no response') });

    expect(codes).toEqual(['group REQUEST_FAILED']);
    expect(text).toContain('DescribeGroups: no response');
  });
});
