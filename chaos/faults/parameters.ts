import { setTimeout as pause } from 'node:timers/promises';
import { parameter, type Round } from '../round/round';
import { anyOffset, offsetIn } from '../round/stored-config';
import { becomesTrue } from '../until';
import type { Fault } from './fault';

const SEEN_MS = 15_000;
const RACE_MS = 2_000;
const NEW_STATE_MS = 75_000;

/** What somebody does to the parameters in SSM. */
export const PARAMETER_FAULTS: readonly Fault[] = [
  {
    kind: 'config-edited',
    what: 'somebody adds a line to the live config',
    bites: 'the line is stored, two seconds later, too',
    async run(round, draw) {
      const { people } = round;
      const line = `# edited ${draw.between(1, 1_000_000)}`;
      const now = parameter(round, 'config') ?? people.wantedConfig;
      await people.storeConfig(`${line}\n${now}`);
      await pause(RACE_MS);
      return parameter(round, 'config')?.includes(line) ?? false;
    },
  },
  {
    kind: 'config-broken',
    what: 'somebody empties the live config, or stores what no Collector can read, and repairs that later',
    bites: 'a tick reports the config, or fails because of it',
    async run(round, draw) {
      const { controller, people } = round;
      const broken = draw.one([' ', 'receivers: [', '{}', 'receivers:\n  kafka: 7\n']);
      const wanted = people.wantedConfig;
      const reports = controller.reports.length;
      const failures = controller.failures.length;
      people.configs.add(anyOffset(broken));
      await people.put('config', broken);
      try {
        return await becomesTrue(
          () =>
            controller.hasReported(reports, (code) => code.includes('CONFIG')) ||
            controller.failures.slice(failures).some(({ code }) => code.includes('CONFIG')),
          SEEN_MS,
        );
      } finally {
        await repair(round, wanted);
        people.configs.delete(anyOffset(broken));
      }
    },
  },
  {
    kind: 'state-lost',
    what: "the controller's state is deleted, or overwritten with what is no state, and that deleted later",
    bites: 'the parameter is gone; a tick fails because of what it was overwritten with',
    async run(round, draw) {
      const isGarbled = draw.one([true, false]);
      const isCold = draw.one([true, false]);
      const seen = isGarbled ? await garbleState(round) : true;
      await round.people.remove('state');
      const gone = await becomesTrue(() => parameter(round, 'state') === undefined, 1_000, 5);
      // A warm process takes a read without the state for a stale one, for a minute.
      if (isCold) await round.controller.killMidway(0);
      await becomesTrue(() => parameter(round, 'state') !== undefined, NEW_STATE_MS);
      return seen && gone;
    },
  },
];

/** Overwrites the state with what no tick can read. @returns whether a tick failed because of it */
async function garbleState({ controller, people }: Round): Promise<boolean> {
  const failures = controller.failures.length;
  await people.put('state', '{"version":3,"group":');
  return becomesTrue(
    () => controller.failures.slice(failures).some(({ code }) => code === 'STATE_MALFORMED'),
    SEEN_MS,
  );
}

/** Stores the wanted text with earliest, as a careful person does, unless Spillway has restored it already. */
async function repair(round: Round, wanted: string): Promise<void> {
  const now = parameter(round, 'config');
  if (now !== undefined && anyOffset(now) === anyOffset(wanted) && offsetIn(now)) return;
  await round.people.storeConfig(wanted.replace('initial_offset: latest', 'initial_offset: earliest'));
}
