import { describeAction } from '../lib/core/vocabulary/action';
import { steps } from './events';
import type { Found } from './explore';
import type { Step } from './step';
import type { Controller } from './ticks';
import type { World } from './world';

/** A violation and the way to it, one line a step. */
export function formatTrace(controller: Controller, { violation, start, labels, ending }: Found): string {
  const lines = [`start: ${start.name}`, `   ${describe(start.world)}`];
  let world = start.world;
  for (const [index, label] of labels.entries()) {
    const step = steps(controller, world).find((each) => each.label === label);
    if (!step) throw new Error(`the trace cannot be followed at "${label}"`);
    lines.push(`${index + 1}. ${formatStep(step)}`);
    world = step.world;
  }
  if (ending.length > 0)
    lines.push('without further faults:', ...ending.map((step) => `   ${formatStep(step)}`));
  lines.push(`   ${describe(ending.at(-1)?.world ?? world)}`, `${violation.rule} broken: ${violation.text}`);
  return lines.join('\n');
}

function formatStep({ label, tick }: Step): string {
  if (!tick) return label;
  const { decision, outcome } = tick;
  const codes = decision.reasons.map(({ code }) => code).join(' ');
  return `${label}: ${decision.action ? `${describeAction(decision.action)}, ` : ''}${outcome}  [${codes}]`;
}

/** `a/0 0-1 commit 1, ...; tasks 0 running earliest; desired 2; stored earliest` */
function describe(world: World): string {
  const partitions = world.topics.flatMap(({ topic, partitions }) =>
    partitions.map(
      ({ logStart, logEnd, committed }, number) =>
        `${topic}/${number} ${logStart}-${logEnd} ${committed < 0 ? 'no commit' : `commit ${committed}`}`,
    ),
  );
  const tasks = world.tasks.map(
    ({ id, stage, policy }) => `${id} ${stage}${stage === 'pending' ? '' : ` ${policy}`}`,
  );
  return `${partitions.join(', ')}; tasks: ${tasks.join(', ') || 'none'}; desired ${world.desiredCount}; stored ${world.config.initialOffset}`;
}
