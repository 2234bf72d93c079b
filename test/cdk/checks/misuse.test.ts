import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { misusesIn, tellMisuse } from '../../../cdk/checks/misuse';
import { errorsOf, testStack } from '../../_helpers/cdk/cdk';

const MISUSE = { code: 'CDK_TASKS_MANY', what: 'There are too many.', fix: 'Take fewer.' };

describe('a misuse', () => {
  it('is told at its construct, in one line', () => {
    const stack = testStack();

    tellMisuse(stack, MISUSE);

    expect(errorsOf(stack)).toEqual(['CDK_TASKS_MANY There are too many. Take fewer.']);
  });

  it('is found once, however many constructs tell of it, and no warning or error of others with it', () => {
    const stack = testStack();
    const [first, second] = ['First', 'Second'].map((id) => new Construct(stack, id));
    for (const scope of [first, second]) if (scope) tellMisuse(scope, MISUSE);
    Annotations.of(stack).addError('Somebody else’s.');
    Annotations.of(stack).addWarningV2('CDK_LIKE', 'CDK_LIKE a warning.');

    expect(misusesIn(stack)).toEqual(['CDK_TASKS_MANY There are too many. Take fewer.']);
    expect(misusesIn(new Construct(stack, 'Third'))).toEqual([]);
  });
});
