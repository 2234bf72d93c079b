import type { CostReport, TickReport } from '../../../lib/controller/tick-report';
import { answerLines } from '../../../lib/report/answer-lines';
import { SAMPLE_COST } from '../../_helpers/tick-report';

const under = (kind: NonNullable<TickReport['request']>['kind']) => ({
  request: { id: 'a', kind, phase: 'move' as const, since: '2026-11-24T10:00:00.000Z' },
});
const answer = (cost: CostReport) => ({ answer: { accepted: true, lines: ['REQUEST_ACCEPTED: it'], cost } });

describe('The answer to a command in words', () => {
  it('is nothing where no command was given', () => {
    expect(answerLines({})).toEqual([]);
  });

  it('says why it was refused', () => {
    const refused = { accepted: false, lines: ['REQUEST_REFUSED: skip: paused', 'HOLD_PAUSED: by hand'] };

    expect(answerLines({ answer: refused })).toEqual([
      'refused: REQUEST_REFUSED: skip: paused; HOLD_PAUSED: by hand',
    ]);
  });

  it.each<[string, Parameters<typeof answerLines>[0], string]>([
    [
      'a rewind',
      { ...under('rewind'), ...answer(SAMPLE_COST) },
      'cost: at most 40,000 offsets in 6 partitions are read again; nothing is read for about 70 s; traces among 1,200 offsets are decided early, on what has arrived; caught up after about 12 min',
    ],
    [
      'a skip of one partition with nothing left after it',
      { ...under('skip'), ...answer({ ...SAMPLE_COST, partitions: 1, minutes: 0, cutOffsets: '0' }) },
      'cost: at most 40,000 offsets in 1 partition are given up; nothing is read for about 70 s; nothing is left to catch up',
    ],
    [
      'an expand, which moves and stops nothing',
      {
        ...under('expand'),
        ...answer({ ...SAMPLE_COST, partitions: 0, pauseSeconds: 0, cutOffsets: '0', minutes: 'unknown' }),
      },
      'cost: no commit is moved; no task is stopped; how long until it is caught up is not known',
    ],
  ])('gives the cost of %s', (_name, report, line) => {
    expect(answerLines(report)).toEqual(['accepted: REQUEST_ACCEPTED: it', line]);
  });

  it('says when the figures are not exact', () => {
    expect(answerLines(answer({ ...SAMPLE_COST, complete: false })).at(-1)).toMatch(/^not exact: /);
  });
});
