import type { TickRequest } from '../../lib/controller/tick';
import type { Command } from '../../lib/core/vocabulary/command';
import { MemoryWorld } from '../memory/world';
import { Controller, type Invocation } from './controller';
import { enduranceConfig, enduranceSpec, IDLE, PARTITIONS, STEADY_TASKS } from './endurance-spec';
import type { Fault, Trigger } from './fault';
import { steadyTraffic } from './faults';
import { judge, type Verdict } from './judge';
import { type RunRecord, skippedLastsMs, TICK_EVERY_MS } from './record';

/** How often the process is replaced, because Lambda does that with a warm process from time to time. */
const RESTARTED_EVERY_MS = 6 * 3_600_000;
/** An operator gives up after this many attempts. */
const ASKED_AT_MOST = 30;
/** The number of records in each partition when the run begins. */
const BACKLOG = 2_000n;

/** A command that an operator sends until it is accepted. */
interface Wish {
  id: string;
  command: Command;
  asked: number;
}

/** Runs one fault for a number of simulated hours and judges the run. */
export async function runFault(fault: Fault, hours: number): Promise<Verdict> {
  const spec = enduranceSpec();
  const config = enduranceConfig(spec, 'earliest');
  const world = new MemoryWorld({ spec, config, partitions: PARTITIONS, desiredCount: STEADY_TASKS });
  for (const log of world.logs) if (!isIdle(log.topic, log.partition)) log.write(BACKLOG);
  steadyTraffic(world, isIdle);
  fault.begin(world);
  const record = await runIn(world, fault.triggers, hours);
  return judge(fault, record);
}

function isIdle(topic: string, partition: number): boolean {
  return topic === IDLE.topic && partition === IDLE.partition;
}

async function runIn(world: MemoryWorld, triggers: readonly Trigger[], hours: number): Promise<RunRecord> {
  const record: RunRecord = {
    ...{ world, beginMs: world.nowMs, leftOpen: 0, alarmedMs: [], lastedMs: new Map() },
    ...{ alarms: new Map(), failures: new Map(), commandsMs: [] },
  };
  watchStops(record);
  const controller = new Controller(world);
  const endMs = world.nowMs + hours * 3_600_000;
  const wishes: Wish[] = [];
  const due = [...triggers].sort((a, b) => a.atMinutes - b.atMinutes);
  let restartMs = world.nowMs + RESTARTED_EVERY_MS;
  for (let tickMs = world.nowMs; tickMs < endMs; tickMs += TICK_EVERY_MS) {
    world.advance(Math.max(0, tickMs - world.nowMs));
    pull(due, world, record.beginMs, wishes);
    if (world.nowMs >= restartMs) {
      controller.restart();
      restartMs += RESTARTED_EVERY_MS;
    }
    const wish = wishes[0];
    const invocation = await controller.invoke(requestFor(wish));
    note(record, invocation);
    if (wish && isAnswered(wish, invocation, record)) wishes.shift();
  }
  world.advance(Math.max(0, endMs - world.nowMs));
  return record;
}

/** Whether a repair was urgent can only be seen at the stop, because the records may be read again later. */
function watchStops({ world, lastedMs }: RunRecord): void {
  let seen = 0;
  world.habits.push(() => {
    const { countHistory } = world.service;
    if (countHistory.length === seen) return;
    for (const { to, atMs } of countHistory.slice(seen))
      if (to === 0) lastedMs.set(atMs, skippedLastsMs(world));
    seen = countHistory.length;
  });
}

function pull(due: Trigger[], world: MemoryWorld, beginMs: number, wishes: Wish[]): void {
  while (due[0] && beginMs + due[0].atMinutes * 60_000 <= world.nowMs) {
    const trigger = due.shift() as Trigger;
    if (trigger.kind === 'outside') trigger.happens(world);
    else wishes.push({ id: `wish-${trigger.atMinutes}`, command: trigger.command(world), asked: 0 });
  }
}

function requestFor(wish: Wish | undefined): TickRequest {
  if (!wish) return { kind: 'reconcile' };
  wish.asked += 1;
  return { kind: 'command', command: { id: wish.id, command: wish.command } };
}

/** A rejected command is sent again until it is accepted or the operator gives up. */
function isAnswered(wish: Wish, { results }: Invocation, record: RunRecord): boolean {
  const answer = results.find((each) => each.answer && each.outcome !== 'lost')?.answer;
  if (answer?.accepted && wish.command.kind !== 'drain') record.commandsMs.push(record.world.nowMs);
  return answer?.accepted === true || wish.asked >= ASKED_AT_MOST;
}

function note(record: RunRecord, { results, failure }: Invocation): void {
  const { world, alarms, failures } = record;
  for (const { reasons } of results) {
    for (const { code, kind } of reasons) {
      if (kind !== 'alarm') continue;
      if (!alarms.has(code)) alarms.set(code, world.nowMs);
      record.alarmedMs.push(world.nowMs);
    }
  }
  if (failure) failures.set(failure, (failures.get(failure) ?? 0) + 1);
  if (world.openConnections > 0 || world.parameters.openClaims > 0) record.leftOpen += 1;
}
