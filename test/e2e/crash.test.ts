import { type CrashRun, crashRun, type Job } from '../../local/crash/crash-run';
import { type CrashWorld, startCrashWorld } from '../../local/crash/crash-world';
import { CleanUp } from '../../local/world/clean-up';
import { openToolbox } from '../../local/world/toolbox';
import { BUILT, WORLD_TIMEOUT_MS } from '../_helpers/world/scenario';

// `npm run crash` kills it after every single effect; these are the four that matter most.
const EFFECTS: { job: Job; effect: string }[] = [
  { job: 'drain', effect: 'OffsetCommit' },
  { job: 'drain', effect: 'PutParameter config' },
  { job: 'rewind', effect: 'UpdateService desiredCount 0' },
  { job: 'rewind', effect: 'UpdateService desiredCount 1' },
];

const cleanUp = new CleanUp();
let crashWorld: CrashWorld;

beforeAll(async () => {
  const progress = (line: string) => void process.stderr.write(`${line}\n`);
  // Only a broker of our own has a listener for the gate.
  const toolbox = await openToolbox({ env: { ...process.env, KAFKA_BROKERS: undefined }, progress });
  crashWorld = await startCrashWorld(toolbox, cleanUp, { progress: () => {} });
}, WORLD_TIMEOUT_MS);

afterAll(async () => {
  const problems: string[] = [];
  await cleanUp.run((line) => problems.push(line));
  expect(problems).toEqual([]);
}, 60_000);

// `npm run crash -- --job rewind --instants 100` does it a hundred times.
const INSTANTS_MS = [300, 2_000, 6_000, 12_000];

/** What has to be the same in every run. */
const shown = ({ killedAt, problems, missing }: CrashRun) => ({ killedAt, problems, missing });

it('a controller whose process is killed at any instant of a rewind is resumed, with nothing missing', async () => {
  const runs = await Promise.all(
    INSTANTS_MS.map((afterMs) =>
      crashRun(crashWorld, `instant-${afterMs}`, { job: 'rewind', plan: { afterMs }, built: BUILT }),
    ),
  );

  expect(runs.map(shown)).toEqual(
    INSTANTS_MS.map((afterMs) => ({
      ...{ killedAt: `${afterMs} ms after the command`, problems: [], missing: 0 },
    })),
  );
}, 240_000);

describe('a controller whose process is killed right after an effect, before it gets the response', () => {
  it('is resumed by the next one and ends the same way, with nothing missing', async () => {
    const runs = await Promise.all(
      EFFECTS.map(({ job, effect }, index) =>
        crashRun(crashWorld, `crash-${index}`, {
          job,
          plan: { at: (key) => key.endsWith(effect), moment: 'after' },
          built: BUILT,
        }),
      ),
    );

    expect(runs.map((run) => ({ ...shown(run), givenUp: run.givenUp }))).toEqual(
      EFFECTS.map(({ effect }) => ({
        killedAt: expect.stringContaining(effect),
        problems: [],
        givenUp: false,
        missing: 0,
      })),
    );
  }, 240_000);
});
