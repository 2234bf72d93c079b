import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { reportedSynthErrors, reportSynthError, type SynthError } from '../../../cdk/checks/synth-error';
import { errorsOf, testStack } from '../../_helpers/cdk/cdk';

const ERROR: SynthError = {
  code: 'CDK_TASKS_ABOVE_PARTITIONS',
  message: 'There are too many.',
  whatToDo: 'Use fewer.',
};
const LINE = 'CDK_TASKS_ABOVE_PARTITIONS There are too many. Use fewer.';

describe('a synth error', () => {
  it('is reported at its construct, in one line', () => {
    const stack = testStack();

    reportSynthError(stack, ERROR);

    expect(errorsOf(stack)).toEqual([LINE]);
  });

  it('is listed once if several constructs report it, without warnings and other errors', () => {
    const stack = testStack();
    const [first, second] = ['First', 'Second'].map((id) => new Construct(stack, id));
    for (const scope of [first, second]) if (scope) reportSynthError(scope, ERROR);
    Annotations.of(stack).addError('An error of another library.');
    Annotations.of(stack).addWarningV2('CDK_LIKE', 'CDK_LIKE a warning.');

    expect(reportedSynthErrors(stack)).toEqual([LINE]);
    expect(reportedSynthErrors(new Construct(stack, 'Third'))).toEqual([]);
  });
});
