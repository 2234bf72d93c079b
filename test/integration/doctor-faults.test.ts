import { askDoctor } from '../_helpers/ask-doctor';
import { doctorFaults, healthyReceivers, processingConfig } from '../_helpers/doctor-faults';
import { type DoctorWorld, startDoctorWorld } from '../_helpers/doctor-world';
import { KAFKA_START_TIMEOUT_MS } from '../_helpers/kafka-broker';

jest.setTimeout(120_000);

describe('spillway doctor against a real broker', () => {
  let world: DoctorWorld;

  beforeAll(async () => {
    world = await startDoctorWorld();
  }, KAFKA_START_TIMEOUT_MS);

  afterAll(() => world?.stop());

  it('tells every fault apart by a code of its own', async () => {
    const told: Record<string, string[]> = {};
    const expected: Record<string, string[]> = {};
    for (const { title, code, receiver } of doctorFaults(world)) {
      const answer = await askDoctor({ config: processingConfig(receiver) });

      told[title] = answer.faults;
      expected[title] = [code];
    }

    expect(told).toEqual(expected);
  });

  it('finds no fault where there is none', async () => {
    for (const [name, receiver] of Object.entries(healthyReceivers(world))) {
      const answer = await askDoctor({ config: processingConfig(receiver) });

      expect({ name, faults: answer.faults, exitCode: answer.exitCode }).toEqual({
        name,
        faults: [],
        exitCode: 0,
      });
    }
  });
});
