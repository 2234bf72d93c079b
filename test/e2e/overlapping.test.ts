import { GetParametersByPathCommand } from '@aws-sdk/client-ssm';
import type { TickReport } from '../../lib/controller/tick-report';
import { parseState } from '../../lib/core/state/state-codec';
import { parameterPrefix } from '../../lib/pipeline';
import type { LambdaRuntime } from '../../local/lambda/lambda-runtime';
import { startController } from '../../local/world/controller';
import { ssmClient } from '../../local/world/processing-tier';
import { pausesOf } from '../_helpers/world/independent-view';
import {
  BUILT,
  flipped,
  requestOver,
  type Scenario,
  startScenario,
  untilDelivered,
} from '../_helpers/world/scenario';
import { worldForTests } from '../_helpers/world/world-for-tests';

/*
 * Reserved concurrency and the claim keep ticks apart. Here nothing but the claim does: ten processes of the bundle, each
 * invoked ten times at the same moment.
 */

const PROCESSES = 10;
const EACH = 10;
const RECORDS = 40;

jest.setTimeout(300_000);

const started = worldForTests();

async function openProcesses({ lane }: Scenario): Promise<LambdaRuntime[]> {
  const processes: LambdaRuntime[] = [];
  for (let index = 0; index < PROCESSES; index += 1) {
    processes.push(await startController(lane, { built: BUILT }));
  }
  return processes;
}

/** All invocations at once. Those that fail end with their error. */
function invokeAll(
  processes: readonly LambdaRuntime[],
  event: (index: number) => object,
): Promise<(TickReport | Error)[]> {
  return Promise.all(
    processes.flatMap((process, index) =>
      Array.from({ length: EACH }, (_, each) =>
        process.invoke<TickReport>(event(index * EACH + each)).catch((error: Error) => error),
      ),
    ),
  );
}

const reportsOf = (outcomes: readonly (TickReport | Error)[]) =>
  outcomes.filter((each): each is TickReport => !(each instanceof Error));

async function storedBelow({ lane }: Scenario): Promise<Map<string, string>> {
  const client = ssmClient(lane);
  const prefix = parameterPrefix(lane.spec);
  try {
    const { Parameters = [] } = await client.send(
      new GetParametersByPathCommand({ Path: prefix, Recursive: true }),
    );
    return new Map(Parameters.map(({ Name = '', Value = '' }) => [Name.slice(prefix.length + 1), Value]));
  } finally {
    client.destroy();
  }
}

/** How often a call changed something of this lane. */
function changes({ lane }: Scenario, operation: string, about: string): number {
  return lane.aws.calls.filter(
    ({ target, input, outcome }) =>
      outcome === 'ok' &&
      target.endsWith(`.${operation}`) &&
      Object.values(input).some((value) => value === about),
  ).length;
}

it('100 overlapping invocations have each effect once, and leave the state intact', async () => {
  const scenario = await startScenario(started.world, { name: 'overlapping', partitions: 2, backlog: [] });
  const { lane, operator, write } = scenario;
  const prefix = parameterPrefix(lane.spec);
  await write([0, 1], RECORDS / 2);
  await operator.until('the first flip', flipped);
  await untilDelivered(scenario);
  const processes = await openProcesses(scenario);
  const before = {
    stops: pausesOf(lane).length,
    configs: changes(scenario, 'PutParameter', `${prefix}/config`),
  };

  // A hundred people want the same, each with an id of their own: one of them gets it.
  const asked = reportsOf(
    await invokeAll(processes, (index) => ({ action: 'rewind', to: 'earliest', id: `${index}` })),
  );
  const accepted = asked.filter(({ answer, outcome }) => answer?.accepted && outcome !== 'lost');
  expect(accepted).toHaveLength(1);

  // And then the schedule fires a hundred times at once, again and again, until the rewind is over.
  let last: readonly TickReport[] = asked;
  for (
    let wave = 0;
    wave < 40 && !last.some((each) => each.outcome !== 'lost' && requestOver(each));
    wave += 1
  ) {
    last = reportsOf(await invokeAll(processes, () => ({})));
  }
  await operator.until('the end', (report) => requestOver(report) && report.phase === 'live');
  await untilDelivered(scenario);

  expect(pausesOf(lane)).toHaveLength(before.stops + 1);
  expect(changes(scenario, 'PutParameter', `${prefix}/debt`)).toBe(1);
  expect(changes(scenario, 'DeleteParameter', `${prefix}/debt`)).toBe(1);
  // Earliest before the stop, and latest when everything is read again.
  expect(changes(scenario, 'PutParameter', `${prefix}/config`) - before.configs).toBeLessThanOrEqual(2);
  expect(lane.delivered()).toMatchObject({ sent: RECORDS, missing: 0, duplicated: RECORDS });
  const stored = await storedBelow(scenario);
  expect(() => parseState(stored.get('state'), 'state')).not.toThrow();
  expect([...stored.keys()].filter((name) => name === 'debt' || name === 'hold')).toEqual([]);
  expect(stored.get('config')).toBe(
    stored.get('template')?.replace('initial_offset: earliest', 'initial_offset: latest'),
  );
});
