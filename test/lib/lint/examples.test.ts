import { READING_RULES, RULES, type RuleInfo } from '../../../lib/lint';
import { runExample } from '../../_helpers/lint/run-example';

const RULES_WITH_EXAMPLES = [...READING_RULES, ...RULES].map(({ code, examples }: RuleInfo) => ({
  code,
  ...examples,
}));

describe('The examples of a rule', () => {
  it.each(RULES_WITH_EXAMPLES)('$code: it finds something in the bad one only', ({ code, bad, good }) => {
    expect(runExample(bad, code).findings).not.toEqual([]);
    expect(runExample(good, code).findings).toEqual([]);
  });

  it.each(RULES_WITH_EXAMPLES)('$code: the Collector takes the good one', ({ code, good }) => {
    const verdicts = runExample(good, code).files.map(({ verdict }) => verdict);

    expect(verdicts.filter((verdict) => verdict !== 'accepted')).toEqual([]);
  });
});
