import { renderProcessing } from '../../../lib/collector';
import { enduranceSpec, PARTITIONS, TRACES } from '../../../verify/endure/endurance-spec';
import type { Fault } from '../../../verify/endure/fault';
import { judge } from '../../../verify/endure/judge';
import type { RunRecord } from '../../../verify/endure/record';
import { describeVerdict, summarize } from '../../../verify/endure/report';
import type { Cause } from '../../../verify/memory/cause';
import { MemoryWorld } from '../../../verify/memory/world';
import { settle } from '../../_helpers/controller/ticking';

const FAULT: Fault = { name: 'made up', what: 'made up', begin: () => {}, triggers: [], alarm: 'not-needed' };
const MINUTE_MS = 60_000;

function recordOf(more: Partial<RunRecord> = {}): RunRecord {
  const spec = enduranceSpec();
  const config = renderProcessing(spec, 'earliest');
  const world = new MemoryWorld({ spec, config, partitions: PARTITIONS, desiredCount: 2 });
  for (const log of world.logs) log.write(10n);
  settle(world);
  return {
    ...{ world, beginMs: world.nowMs, alarms: new Map(), alarmedMs: [], lastedMs: new Map() },
    ...{ failures: new Map(), commandsMs: [], leftOpen: 0, ...more },
  };
}

function spillway({ nowMs }: MemoryWorld): Cause {
  return { by: 'spillway', lookedAtMs: nowMs };
}

/** Spillway stops the tier for so long. */
function pause({ world }: RunRecord, minutes: number): void {
  world.service.setDesiredCount(0, spillway(world));
  world.advance(minutes * MINUTE_MS);
  world.service.setDesiredCount(2, spillway(world));
  settle(world);
}

describe('the judge of an endurance run', () => {
  it('accepts two stops within the limit', () => {
    const record = recordOf();
    pause(record, 1);
    pause(record, 2);

    expect(judge(FAULT, record)).toMatchObject({ stops: 2, longestPauseS: 120, violations: [] });
  });

  it('reports a third stop in a day, but not one a day later', () => {
    const flapping = recordOf();
    for (let count = 0; count < 3; count++) pause(flapping, 1);
    const patient = recordOf();
    pause(patient, 1);
    pause(patient, 1);
    patient.world.advance(25 * 60 * MINUTE_MS);
    pause(patient, 1);

    expect(judge(FAULT, flapping).violations).toEqual(['3 automatic stops in 24 hours']);
    expect(judge(FAULT, patient).violations).toEqual([]);
  });

  it('does not count a stop that a command required, one per command', () => {
    const record = recordOf();
    for (let count = 0; count < 3; count++) pause(record, 1);

    const { stops, commandedStops, violations } = judge(FAULT, {
      ...record,
      commandsMs: [record.world.service.countHistory[0]?.atMs ?? 0],
    });

    expect({ stops, commandedStops, violations }).toEqual({ stops: 2, commandedStops: 1, violations: [] });
  });

  it('does not count a person’s stop, however long it lasts', () => {
    const record = recordOf();
    record.world.desiredCount = 0;
    record.world.advance(60 * MINUTE_MS);

    expect(judge(FAULT, record)).toMatchObject({ stops: 0, longestPauseS: 0, violations: [] });
  });

  it('reports a pause above the limit, and a tier that is left stopped', () => {
    const record = recordOf();
    record.world.service.setDesiredCount(0, spillway(record.world));
    record.world.advance(10 * MINUTE_MS);

    expect(judge(FAULT, record).violations).toEqual([
      'a pause of 600 s, above 240 s',
      expect.stringMatching(/^no task read for \d+ s after a stop by Spillway$/),
      'ended with the tier stopped',
    ]);
  });

  it('reports a tier that does not start again after a stop, even if desiredCount was set again', () => {
    const record = recordOf();
    record.world.service.crashes = () => true;
    record.world.service.setDesiredCount(0, spillway(record.world));
    record.world.advance(MINUTE_MS);
    record.world.service.setDesiredCount(2, spillway(record.world));
    record.world.advance(10 * MINUTE_MS);

    expect(judge(FAULT, record).violations).toEqual([
      expect.stringMatching(/^no task read for 6\d\d s after a stop by Spillway$/),
    ]);
  });

  it('reports records that Spillway dropped by a stop', () => {
    const record = recordOf();
    record.world.backend.mode = { kind: 'refuses', share: 1 };
    record.world.produce(TRACES, 0, 7n);
    record.world.advance(5_000);
    pause(record, 1);

    expect(judge(FAULT, record).violations).toEqual(['7 records dropped-at-stop because of Spillway']);
  });

  it('reports records that Spillway skipped by a start on latest with a gap that it had seen', async () => {
    const record = recordOf();
    const { world } = record;
    world.addPartitions(TRACES, 1);
    world.produce(TRACES, 6, 9n);
    world.stalled = true;
    world.advance(MINUTE_MS);
    const { connectKafka, store, tasks } = world.dependencies();
    const kafka = await connectKafka();
    await kafka.observe({
      ...{ groupId: 'endure', topics: [], nowMs: world.nowMs },
      ...{ drainLimitMs: world.nowMs, aheadMs: world.nowMs, rateSinceMs: world.nowMs },
    });
    await kafka.close();
    await store.writeConfig(renderProcessing(world.spec, 'latest'));
    await tasks.setDesiredCount(0);
    world.advance(MINUTE_MS);
    await tasks.setDesiredCount(2);
    world.stalled = false;
    settle(world);

    expect(judge(FAULT, record).violations).toEqual(['9 records passed-over because of Spillway']);
  });

  it('requires an alarm for a fault that needs one, and accepts failed invocations only if nothing else can be reported', () => {
    const said = recordOf({ alarms: new Map([['ALARM_HOLD_LASTS', 0]]) });
    const failing = recordOf({ failures: new Map([['SSM_ACCESS_DENIED', 9]]) });

    const withoutAlarm = (alarm: Fault['alarm'], record: RunRecord) =>
      judge({ ...FAULT, alarm }, record).withoutAlarm;

    expect(withoutAlarm('reason', recordOf())).toBe(true);
    expect(withoutAlarm('reason', said)).toBe(false);
    expect(withoutAlarm('reason', failing)).toBe(true);
    expect(withoutAlarm('reason-or-failed-invocation', failing)).toBe(false);
  });

  it('sums up the worst of all', () => {
    const record = recordOf();
    pause(record, 1);
    const verdict = judge(FAULT, record);
    const without = judge({ ...FAULT, alarm: 'reason' }, recordOf());

    expect(JSON.stringify(summarize([verdict, without]))).toBe(
      '{"faults":2,"maxStops":1,"maxPauseS":60,"withoutAlarm":1}',
    );
    expect(describeVerdict(without)).toContain('FAIL made up');
  });
});
