import type { World } from '../../../local/world/world';
import { WORLD_TIMEOUT_MS } from './scenario';
import { startTestWorld, type TestWorld, type TestWorldOptions } from './world';

const STOP_TIMEOUT_MS = 60_000;

/**
 * A world for the tests of a file or of a `describe`. It starts in `beforeAll` and stops after the last test.
 *
 * @throws Error if `world` is used outside of a test and its hooks
 */
export function worldForTests(options: TestWorldOptions = {}): { readonly world: World } {
  let started: TestWorld | undefined;

  beforeAll(async () => {
    started = await startTestWorld(options);
  }, WORLD_TIMEOUT_MS);

  afterAll(() => started?.stop(), STOP_TIMEOUT_MS);

  return {
    get world() {
      if (!started) throw new Error('The world is there only while tests run.');
      return started.world;
    },
  };
}
