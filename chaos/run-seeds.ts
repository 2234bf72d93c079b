import { CleanUp } from '../local/world/clean-up';
import type { Toolbox } from '../local/world/toolbox';
import type { RoundKind } from './plan';
import { type RoundResult, runRound } from './round/run-round';
import { type ChaosWorld, startChaosWorld } from './world/chaos-world';

export interface RunSeedsOptions extends RoundKind {
  toolbox: Toolbox;
  /** The build folder with the bundle. */
  built: string;
  /** How many rounds run at the same time, each on separate brokers. */
  worlds: number;
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

/** Runs the rounds of all seeds, each in the next world that is free. */
export async function runSeeds(seeds: readonly number[], options: RunSeedsOptions): Promise<void> {
  const queue = [...seeds];
  const oneAfterAnother = () => runInTurn(queue, options);
  await Promise.all(Array.from({ length: Math.min(options.worlds, seeds.length) }, oneAfterAnother));
}

/** Takes seeds from the queue, in a world that stays up for some rounds. */
async function runInTurn(queue: number[], options: RunSeedsOptions): Promise<void> {
  const { toolbox, freshWorldEvery, keep, signal, cleanUp, print, onRound } = options;
  const ofWorld = new CleanUp();
  cleanUp.add('the world', () => ofWorld.run(print));
  let world: ChaosWorld | undefined;
  for (let rounds = 0; ; rounds++) {
    signal.throwIfAborted();
    const seed = queue.shift();
    if (seed === undefined) return;
    if (world === undefined || rounds % freshWorldEvery === 0) {
      await ofWorld.run(print);
      world = await startChaosWorld(toolbox, ofWorld, { keep, signal });
      if (keep) print(`logs and configs: ${world.folder}`);
    }
    const result = await runRound(world, seed, options);
    if (!onRound(result)) queue.length = 0;
  }
}
