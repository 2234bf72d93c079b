import { randomUUID } from 'node:crypto';
import { becomesTrue } from '../until';
import type { Fault } from './fault';

const TICKED_MS = 30_000;
const MINUTE_MS = 60_000;

export const CONTROLLER_FAULTS: readonly Fault[] = [
  {
    kind: 'ticks-overlap',
    what: 'six ticks at once, in two processes',
    bites: 'at least two of them responded',
    async run({ controller }) {
      return (await controller.overlap(6)) >= 2;
    },
  },
  {
    kind: 'tick-killed',
    what: 'the process of the controller is killed 10 to 250 ms after a tick began',
    bites: 'the tick ended without an answer',
    async run({ controller }, draw) {
      let killed = false;
      for (let left = 3; left > 0; left--)
        killed = (await controller.killMidway(draw.between(10, 250))) || killed;
      return killed;
    },
  },
  {
    kind: 'command-repeated',
    what: 'a command is delivered three times, once of them late',
    bites: 'a later answer says that it was repeated',
    async run({ controller }) {
      const pause = { action: 'pause', id: randomUUID() } as const;
      await controller.commandUntilAccepted(pause, TICKED_MS);
      const second = await controller.command(pause);
      await controller.commandUntilAccepted({ action: 'resume', id: randomUUID() }, TICKED_MS);
      // As a new command: another one came in between.
      await controller.command(pause);
      await controller.commandUntilAccepted({ action: 'resume', id: randomUUID() }, TICKED_MS);
      return second?.answer?.lines.some((line) => line.includes('REQUEST_REPEATED')) ?? false;
    },
  },
  {
    kind: 'clock-jump',
    what: "the controller's clock is minutes or an hour ahead or behind for some ticks",
    bites: 'a report has the wrong time',
    async run({ controller }, draw) {
      const aheadMs = draw.one([-1, 1]) * draw.one([3, 12, 60]) * MINUTE_MS;
      let wrong = false;
      await controller.withClock(aheadMs, async () => {
        const before = controller.reports.length;
        const isWrong = () =>
          controller.reports
            .slice(before)
            .filter(({ at }) => Math.abs(Date.parse(at) - Date.now() - aheadMs) < MINUTE_MS).length > 1;
        wrong = await becomesTrue(isWrong, TICKED_MS);
      });
      return wrong;
    },
  },
];
