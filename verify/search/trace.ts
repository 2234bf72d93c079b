import { describeAction } from '../../lib/core/vocabulary/action';
import { describeEvent, type Step, take } from '../model/events';
import type { Controller } from '../model/tick';
import type { World } from '../model/world';
import type { Found } from './explore';

/** A violation and the path to it, one line per step. */
export function formatTrace(controller: Controller, { violation, start, events, ending }: Found): string {
  const lines = [`start: ${start.name}`, `   ${describeWorld(start.world)}`];
  let world = start.world;
  for (const [index, event] of events.entries()) {
    const step = take(controller, world, event);
    if (!step) throw new Error(`the trace cannot be followed at "${describeEvent(event)}"`);
    lines.push(`${index + 1}. ${formatStep(step)}`);
    world = step.world;
  }
  if (ending.length > 0)
    lines.push('without further faults:', ...ending.map((step) => `   ${formatStep(step)}`));
  lines.push(
    `   ${describeWorld(ending.at(-1)?.world ?? world)}`,
    `${violation.rule} broken, "${violation.property}": ${violation.text}`,
  );
  return lines.join('\n');
}

function formatStep({ event, tick }: Step): string {
  const text = describeEvent(event);
  if (!tick) return text;
  const { decision, outcome } = tick;
  const codes = (decision?.reasons ?? []).map(({ code }) => code).join(' ');
  const action = decision?.action ? `${describeAction(decision.action)}, ` : '';
  return `${text}: ${action}${outcome}  [${codes}]`;
}

/** Describes a world in one line: `a/0 0-1 commit 1, ...; tasks: 0 running earliest; desired 2; stored earliest`. */
function describeWorld(world: World): string {
  const partitions = world.topics.flatMap(({ topic, partitions: all }) =>
    all.map(
      ({ logStart, logEnd, committed }, number) =>
        `${topic}/${number} ${logStart}-${logEnd} ${committed < 0 ? 'no commit' : `commit ${committed}`}`,
    ),
  );
  const tasks = world.tasks.map(
    ({ id, stage, policy }) => `${id} ${stage}${stage === 'pending' ? '' : ` ${policy}`}`,
  );
  const { config, debt, hold } = world.parameters;
  const more = [...(debt ? ['debt'] : []), ...(hold ? ['hold'] : [])];
  return [
    partitions.join(', '),
    `tasks: ${tasks.join(', ') || 'none'}`,
    `desired ${world.desiredCount}`,
    `stored ${config.initialOffset}`,
    ...more,
  ].join('; ');
}
