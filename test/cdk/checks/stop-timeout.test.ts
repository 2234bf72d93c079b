import { checkStopTimeout } from '../../../cdk/checks/stop-timeout';
import { testSpec } from '../../_helpers/pipeline/spec';

/** Error codes for a tier with this `stopTimeout` and `decisionWait`, both in seconds. */
function told(stopSeconds: number, waitSeconds: number | 'no tail sampling'): string[] {
  const spec = testSpec();
  spec.tiers.processing.stopTimeout = stopSeconds * 1_000;
  if (waitSeconds !== 'no tail sampling') {
    spec.tiers.processing.tailSampling = { decisionWait: waitSeconds * 1_000, numTraces: 1, policies: [] };
  }
  return checkStopTimeout(spec).map(({ code }) => code);
}

describe('stopTimeout', () => {
  it.each([
    // stopTimeout, decisionWait, codes
    [60, 30, []],
    [35, 30, []],
    [34, 30, ['CDK_STOP_TIMEOUT_SHORT']],
    [20, 30, ['CDK_STOP_TIMEOUT_SHORT']],
    [2, 'no tail sampling', []],
    // Fargate allows 120 s at most, which is enough for 116 s and 120 s, but not for 121 s.
    [120, 120, []],
    [120, 121, ['CDK_STOP_TIMEOUT_SHORT']],
    [121, 30, ['CDK_STOP_TIMEOUT_ABOVE_FARGATE']],
  ] as const)('of %d s with a decisionWait of %s s: %j', (stop, wait, codes) => {
    expect(told(stop, wait)).toEqual(codes);
  });

  it('is reported with the time that it needs', () => {
    const spec = testSpec();
    spec.tiers.processing.stopTimeout = 20_000;
    spec.tiers.processing.tailSampling = { decisionWait: 30_000, numTraces: 1, policies: [] };

    expect(checkStopTimeout(spec).map(({ whatToDo }) => whatToDo)).toEqual([
      'Set stopTimeout to 35s or more, or lower decisionWait.',
    ]);
  });

  it('is not checked for a tier without traces, which has no pending decisions', () => {
    const spec = testSpec();
    spec.tiers.processing.stopTimeout = 1_000;
    spec.tiers.processing.tailSampling = { decisionWait: 30_000, numTraces: 1, policies: [] };
    delete spec.signals.traces;

    expect(checkStopTimeout(spec)).toEqual([]);
  });
});
