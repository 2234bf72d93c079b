import { defaultNumTraces, tracesThatFit } from '../../../lib/pipeline/trace-room';

describe('the default of numTraces', () => {
  it.each([
    ['fits into 2 GiB if the memory is not known', undefined, 30_000, 62_000],
    ['fits into 2 GiB', 2_048, 30_000, 62_000],
    ['fits into 8 GiB', 8_192, 30_000, 251_000],
    ['is not larger than a task can decide in the time', 8_192, 1_000, 10_000],
    ['is at least a thousand', 512, 50, 1_000],
  ])('%s', (_name, memoryMib, decisionWaitMs, traces) => {
    expect(defaultNumTraces(memoryMib, decisionWaitMs)).toBe(traces);
  });

  it('takes three fifths of the memory, at 20 KiB for a trace', () => {
    expect(tracesThatFit(1_000)).toBe(30_720);
  });
});
