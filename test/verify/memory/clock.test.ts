import { SimulatedClock } from '../../../verify/memory/clock';

describe('the simulated clock', () => {
  it('lets waits that begin together overlap', async () => {
    const clock = new SimulatedClock(0);

    await Promise.all([clock.sleep(30), clock.sleep(50)]);

    expect(clock.nowMs).toBe(50);
  });

  it('adds up waits that follow each other', async () => {
    const clock = new SimulatedClock(0);

    await clock.sleep(30);
    await clock.sleep(50);

    expect(clock.nowMs).toBe(80);
  });

  it('ends waits in the order of their times, whatever each continues with', async () => {
    const clock = new SimulatedClock(0);
    const woken: string[] = [];
    const passes = async (name: string, ...waitsMs: number[]) => {
      for (const ms of waitsMs) await clock.sleep(ms);
      woken.push(`${name} at ${clock.nowMs}`);
    };

    await Promise.all([passes('long', 100), passes('two', 10, 20), passes('short', 40)]);

    expect(woken).toEqual(['two at 30', 'short at 40', 'long at 100']);
  });

  it('runs appointments and seconds in order', () => {
    const clock = new SimulatedClock(0);
    const happened: string[] = [];
    clock.onSecond = () => void happened.push(`second ${clock.nowMs}`);
    clock.at(1_500, () => happened.push(`appointment ${clock.nowMs}`));

    clock.advance(2_200);

    expect(happened).toEqual(['second 1000', 'appointment 1500', 'second 2000']);
    expect(clock.nowMs).toBe(2_200);
  });
});
