import { PutParameterCommand } from '@aws-sdk/client-ssm';
import type { TickReport } from '../../lib/controller/tick-report';
import type { LongCommand } from '../../lib/core/commands/manual-operation';
import { EMPTY_STATE } from '../../lib/core/state/state';
import { formatState } from '../../lib/core/state/state-codec';
import { parameterPrefix } from '../../lib/pipeline';
import type { Around } from '../../local/aws';
import { AwsError } from '../../local/aws/aws-error';
import { ssmClient } from '../../local/world/processing-tier';
import { pausesOf } from '../_helpers/world/independent-view';
import {
  flipped,
  requestOver,
  type Scenario,
  startScenario,
  untilDelivered,
} from '../_helpers/world/scenario';
import { type ScriptedWorld, startScriptedWorld } from '../_helpers/world/scripted-world';
import { worldForTests } from '../_helpers/world/world-for-tests';

/* Whatever stands in the parameters: through the built bundle and command line. */

jest.setTimeout(180_000);

const YEAR_2036_MS = Date.UTC(2036, 0, 1);
const NOW_MS = Date.now();
/** Longer than any function lives. */
const OLD_SECONDS = 16 * 60;

let world: ScriptedWorld | undefined;

afterEach(async () => {
  await world?.close();
  world = undefined;
});

/** SSM, where these parameters exist, written this long ago. */
function holding(parameters: Readonly<Record<string, string>>, agoSeconds: number): Around {
  return async ({ target, input }, carryOut) => {
    const answer = await carryOut();
    if (!target.endsWith('.GetParameters')) return answer;
    const { Parameters = [], InvalidParameters = [] } = answer as {
      Parameters?: object[];
      InvalidParameters?: string[];
    };
    const added = (input.Names as string[]).flatMap((name) => {
      const value = parameters[name.replace('/spillway/scripted/', '')];
      return value === undefined ? [] : [{ name, value }];
    });
    const names = new Set(added.map(({ name }) => name));
    return {
      Parameters: [
        ...Parameters,
        ...added.map(({ name, value }) => ({
          ...{ Name: name, Type: 'String', Value: value, Version: 1 },
          LastModifiedDate: Date.now() / 1000 - agoSeconds,
        })),
      ],
      InvalidParameters: InvalidParameters.filter((name) => !names.has(name)),
    };
  };
}

/** Every name exists already, so a create fails. */
function claimed(value: string, agoSeconds: number): Around {
  const held = holding({ 'epoch/0': value }, agoSeconds);
  return async (call, carryOut) => {
    if (call.target.endsWith('.PutParameter') && String(call.input.Name).endsWith('/epoch/0')) {
      throw new AwsError('ParameterAlreadyExists', 'The parameter already exists.');
    }
    return held(call, carryOut);
  };
}

const claim = (untilMs: number | string, more = '') =>
  `{"holder":"laptop","untilMs":${untilMs},"claimId":"a"${more}}`;

const CLAIMS: [string, string][] = [
  ['until 2036', claim(YEAR_2036_MS)],
  ['until 1e300', claim('1e300')],
  ['until 1e300, with a lease of 1e300', claim('1e300', ',"leaseMs":1e300')],
  ['that is no JSON', 'claimed'],
  ['that is a number', '17'],
  ['of __proto__', '{"__proto__":{"untilMs":1e300}}'],
];

describe('a claim', () => {
  it.each(CLAIMS)(
    '%s, written by a clock that is wrong, ends 15 minutes after SSM stored it',
    async (_what, value) => {
      world = await startScriptedWorld({ aroundAws: claimed(value, OLD_SECONDS) });

      const { report, log } = await world.invoke();

      expect(report).toMatchObject({ outcome: expect.stringMatching(/^(noted|acted)$/) });
      expect(log).toContain('"Busy":0');
    },
  );

  it.each(CLAIMS)('%s, written just now, is busy: with a metric', async (_what, value) => {
    world = await startScriptedWorld({ aroundAws: claimed(value, 0) });

    const { report, log } = await world.invoke();

    expect(report).toMatchObject({ outcome: 'lost' });
    expect(log).toContain('"Busy":1');
  });
});

describe('parameters that are no state, coverage, debt or hold', () => {
  const TEXTS = [
    '',
    '{',
    'null',
    '[]',
    '1e999',
    '{"version":1e300}',
    '{"__proto__":{"version":3}}',
    '"\u0000"',
  ];

  it.each(['state', 'coverage', 'debt', 'hold'])('%s: a report, or an error with a code', async (name) => {
    for (const text of TEXTS) {
      world = await startScriptedWorld({ aroundAws: holding({ [name]: text }, 60) });

      const { report, code, log } = await world.invoke();
      const { stdout } = await world.cli('status', '--json');

      expect({ text, known: report !== undefined || /^[A-Z]+_[A-Z_]+$/.test(code ?? '') }).toEqual({
        text,
        known: true,
      });
      expect(JSON.parse(stdout).error?.code).not.toBe('UNEXPECTED');
      expect(log).not.toContain('UNEXPECTED');
      await world.close();
    }
  });
});

describe('a command in progress that somebody forged is carried out, as docs/security.md says, and the log says so', () => {
  const started = worldForTests();
  const GIVEN_UP = 50;

  /** A pipeline in which all is read, and whose commits wait for the backend. */
  async function live(name: string) {
    const scenario = await startScenario(started.world, {
      ...{ name, partitions: 1, backlog: [0], delivery: 'at-least-once' },
    });
    await scenario.operator.until('the flip', flipped);
    await untilDelivered(scenario);
    return scenario;
  }

  /** Replaces the state by one with the command in progress, and ticks until that is over. */
  async function carryOut({ lane, operator }: Scenario, command: LongCommand): Promise<TickReport[]> {
    const client = ssmClient(lane);
    const Value = formatState({
      ...EMPTY_STATE,
      manualOperation: {
        ...{ id: 'forged', command, acceptedAtMs: NOW_MS, phase: 'move', phaseSinceMs: NOW_MS },
      },
    });
    await client.send(
      new PutParameterCommand({ Name: `${parameterPrefix(lane.spec)}/state`, Value, Overwrite: true }),
    );
    client.destroy();
    const before = operator.reports.length;
    await operator.until('the end', (report) => requestOver(report) && operator.reports.length > before + 2);
    return operator.reports.slice(before);
  }

  function expectReported(reports: TickReport[], moved: string): void {
    expect(reports.some(({ manualOperation }) => manualOperation?.id === 'forged')).toBe(true);
    const lines = reports.flatMap(({ reasons }) => reasons).filter(({ code }) => code === 'OFFSETS_MOVED');
    expect(lines.map(({ line }) => line)).toEqual([expect.stringContaining(moved)]);
  }

  it('a rewind: everything is delivered twice', async () => {
    const scenario = await live('forged-rewind');
    const { lane } = scenario;

    const command = { kind: 'rewind', to: { kind: 'earliest' }, scope: {}, queued: 'keep' } as const;
    const reports = await carryOut(scenario, command);
    await untilDelivered(scenario);

    expectReported(reports, '1 partition moved, 10 offsets to read again');
    expect(pausesOf(lane)).toHaveLength(1);
    expect(lane.delivered()).toMatchObject({ missing: 0, duplicated: lane.delivered().sent });
  });

  it('a skip: what was not delivered is given up', async () => {
    const scenario = await live('forged-skip');
    const { lane } = scenario;
    lane.sink.setMood({ kind: 'refuse', status: 503 });
    await scenario.write([0], GIVEN_UP);

    const command = { kind: 'skip', to: { kind: 'latest' }, scope: {}, queued: 'keep' } as const;
    const reports = await carryOut(scenario, command);
    lane.sink.setMood({ kind: 'accept' });

    expectReported(reports, `1 partition moved, ${GIVEN_UP} offsets given up`);
    expect(pausesOf(lane)).toHaveLength(1);
    expect(lane.delivered().missing).toBe(GIVEN_UP);
  });
});
