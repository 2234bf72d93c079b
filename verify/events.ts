import { faults } from './faults';
import { progress } from './progress';
import type { Step } from './step';
import { type Controller, resume, type Stepped, slowTick, wholeTick } from './ticks';
import type { World } from './world';

/** Every step that may come next. */
export function steps(controller: Controller, world: World): Step[] {
  const all = progress(world);
  const tick = (label: string, stepped: Stepped | undefined) => {
    if (stepped) all.push({ label, ...stepped });
  };
  tick('tick', wholeTick(controller, world, { kind: 'whole' }));
  tick('the slow tick', resume(controller, world));
  if (world.command)
    tick(
      `tick with ${world.command.command.kind}`,
      wholeTick(controller, world, { kind: 'whole' }, world.command),
    );
  if (world.faultsLeft > 0 && !world.pending) {
    const spent = { ...world, faultsLeft: world.faultsLeft - 1 };
    tick('tick, slow,', slowTick(controller, spent));
  }
  all.push(...faults(controller, world));
  return all;
}
