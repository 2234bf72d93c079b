import { CleanUp } from '../local/world/clean-up';
import type { Toolbox } from '../local/world/toolbox';
import type { RoundKind } from './plan';
import { type RoundResult, runRound } from './round/run-round';
import { type ChaosWorld, startChaosWorld } from './world/chaos-world';

export interface RunSeedsOptions extends RoundKind {
  toolbox: Toolbox;
  /** The build folder with the bundle. */
  built: string;
  /** New brokers after so many rounds. */
  freshWorldEvery: number;
  keep: boolean;
  signal: AbortSignal;
  /** Stops what still runs when the caller is done, or interrupted. */
  cleanUp: CleanUp;
  print(line: string): void;
  /** @returns whether to go on */
  onRound(result: RoundResult): boolean;
}

/** Runs one round after another, in a world that stays up for some of them. */
export async function runSeeds(seeds: readonly number[], options: RunSeedsOptions): Promise<void> {
  const { toolbox, freshWorldEvery, keep, signal, cleanUp, print, onRound } = options;
  let world: ChaosWorld | undefined;
  const ofWorld = new CleanUp();
  cleanUp.add('the world', () => ofWorld.run(print));
  for (const [index, seed] of seeds.entries()) {
    signal.throwIfAborted();
    if (world === undefined || index % freshWorldEvery === 0) {
      await ofWorld.run(print);
      world = await startChaosWorld(toolbox, ofWorld, { keep, signal });
      if (keep) print(`logs and configs: ${world.folder}`);
    }
    const result = await runRound(world, seed, options);
    if (!onRound(result)) return;
  }
}
