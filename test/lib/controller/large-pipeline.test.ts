import { largestState } from '../../../bench/large-pipeline';
import { measureDecide, measureState } from '../../../bench/measure';
import { formatState, parseState } from '../../../lib/core/state/state-codec';

describe('a pipeline of 1,000 topics and 10,000 partitions', () => {
  it('has a state of 4,096 bytes at most, even in the worst case', () => {
    expect(measureState().bytes).toBeLessThanOrEqual(4_096);
  });

  it('keeps all of that state except watermarks and stuck partitions, of which it keeps as many as fit', () => {
    const state = largestState({ topics: 1_000, partitionsEach: 10 });

    const { watermarks, stuck, ...read } = parseState(formatState(state), 'state');
    const { watermarks: _, stuck: __, ...whole } = state;

    expect(read).toEqual(whole);
    expect(Object.keys(state.stuck)).toEqual(expect.arrayContaining(Object.keys(stuck)));
    expect(Object.keys(state.watermarks)).toEqual(expect.arrayContaining(Object.keys(watermarks)));
  });

  // 50 ms are promised on an idle machine (npm run bench). This one is busy with other tests, and has to notice what
  // grows with the square of the partitions: minutes.
  it('is decided in some hundred milliseconds, even on a busy machine', () => {
    expect(measureDecide(5, () => performance.now()).median).toBeLessThan(2_000);
  });
});
