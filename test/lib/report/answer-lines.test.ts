import type { CostReport, TickReport } from '../../../lib/controller/tick-report';
import { answerLines } from '../../../lib/report/answer-lines';
import { SAMPLE_COST } from '../../_helpers/controller/tick-report';

const under = (kind: NonNullable<TickReport['manualOperation']>['kind']) => ({
  manualOperation: { id: 'a', kind, phase: 'move' as const, since: '2026-11-24T10:00:00.000Z' },
});
const answer = (cost: CostReport, outcome: TickReport['outcome'] = 'noted') => ({
  outcome,
  answer: { accepted: true, lines: ['REQUEST_ACCEPTED: it'], cost },
});

describe('the answer to a command in words', () => {
  it('is empty without a command', () => {
    expect(answerLines({ outcome: 'looked' })).toEqual([]);
  });

  it('gives the reason for a rejection', () => {
    const refused = { accepted: false, lines: ['REQUEST_REFUSED: skip: paused', 'HOLD_PAUSED: since noon'] };

    expect(answerLines({ outcome: 'looked', answer: refused })).toEqual([
      'cannot: REQUEST_REFUSED: skip: paused; HOLD_PAUSED: since noon',
    ]);
  });

  it('says that it would be accepted on a dry run', () => {
    expect(answerLines(answer(SAMPLE_COST, 'looked'))[0]).toBe('would do: REQUEST_ACCEPTED: it');
  });

  it.each<[string, Parameters<typeof answerLines>[0], string[]]>([
    [
      'a rewind: the stop, the offsets, the time, and the traces that are cut',
      { ...under('rewind'), ...answer(SAMPLE_COST) },
      [
        'cost: all tasks stop once, for 3 min at most',
        'cost: at most 40,000 offsets in 6 partitions are read again',
        'cost: caught up after about 12 min',
        'cost: traces in 1,200 offsets are cut, because tail sampling decides on the spans that have arrived',
      ],
    ],
    [
      'a skip of one partition with nothing left after it',
      { ...under('skip'), ...answer({ ...SAMPLE_COST, partitions: 1, minutes: 0, cutOffsets: '0' }) },
      [
        'cost: all tasks stop once, for 3 min at most',
        'cost: at most 40,000 offsets in 1 partition are never read',
        'cost: nothing to catch up with',
      ],
    ],
    [
      'an expand, which moves and stops nothing, before any drain was measured',
      {
        ...under('expand'),
        ...answer({
          ...SAMPLE_COST,
          ...{ partitions: 0, stops: 0, stopSeconds: 0, rolls: 1, cutOffsets: '0', minutes: 'unknown' },
        }),
      },
      [
        'cost: no task stops',
        'cost: 1 rolling deployment of the tasks',
        'cost: no commit moves',
        'cost: time to catch up unknown, because no drain has been measured yet',
      ],
    ],
    [
      'a stop of tasks that hold data',
      {
        ...under('repair'),
        ...answer({
          ...SAMPLE_COST,
          cutOffsets: 'unknown',
          queued: { kind: 'at-stake', text: 'tasks hold 40 requests in their queues' },
        }),
      },
      [
        'cost: all tasks stop once, for 3 min at most',
        'cost: at most 40,000 offsets in 6 partitions are read again',
        'cost: caught up after about 12 min',
        'cost: traces in the last offsets read are cut, because tail sampling decides on the spans that have arrived',
        'cost: tasks hold 40 requests in their queues',
      ],
    ],
  ])('shows the cost of %s', (_name, report, lines) => {
    expect(answerLines(report)).toEqual(['doing: REQUEST_ACCEPTED: it', ...lines]);
  });

  it('says when the figures are not exact', () => {
    expect(answerLines(answer({ ...SAMPLE_COST, complete: false })).at(-1)).toMatch(
      /^cost: at least this much/,
    );
  });
});
