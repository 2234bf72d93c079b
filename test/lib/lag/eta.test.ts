import { estimateEta } from '../../../lib/lag/eta';
import { type LagReport, measureLag } from '../../../lib/lag/lag';
import { NOW_MS, snapshot, topic } from '../../_helpers/snapshots';

function look(atSeconds: number, committed: bigint, logEnd: bigint): LagReport {
  return measureLag(
    snapshot([topic('otlp_spans', [{ committed, logEnd }])], { takenAtMs: NOW_MS + atSeconds * 1000 }),
    [{ signal: 'traces', topic: 'otlp_spans' }],
  );
}

describe('the time until a backlog is gone', () => {
  it('is what is left over the net rate', () => {
    // 10 s: 500 consumed, 100 arrived, 600 left at 40/s.
    expect(estimateEta(look(0, 0n, 1000n), look(10, 500n, 1100n))).toEqual({
      kind: 'in',
      seconds: 15,
      consumedPerSecond: 50,
      arrivingPerSecond: 10,
    });
  });

  it('is honest when arrivals outpace consumption', () => {
    expect(estimateEta(look(0, 0n, 1000n), look(10, 100n, 1300n))).toEqual({
      kind: 'not-draining',
      consumedPerSecond: 10,
      arrivingPerSecond: 30,
    });
  });

  it('is not guessed from one look, nor when commits went back', () => {
    expect(estimateEta(undefined, look(0, 0n, 10n))).toEqual({ kind: 'unknown', why: 'first look' });
    expect(estimateEta(look(0, 9n, 10n), look(10, 5n, 10n))).toEqual({
      kind: 'unknown',
      why: 'commits went back',
    });
  });

  it('is over when nothing is left', () => {
    expect(estimateEta(undefined, look(0, 10n, 10n))).toEqual({ kind: 'drained' });
  });
});
