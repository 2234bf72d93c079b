import type { Answer } from '../../../lambda/custom-resource/answer';
import { createBrokersHandler } from '../../../lambda/msk-brokers/handler';
import { SpillwayError } from '../../../lib/errors';
import type { MskQuestion } from '../../../lib/pipeline';

const ARN = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9-2';
const BROKERS = 'b-1.orders:9098,b-2.orders:9098';
const PROPERTIES = { ServiceToken: 'arn:aws:lambda:x', clusterArn: ARN, listener: 'iam' };

/** Asks as CloudFormation does; `brokers` is what MSK names, or why it does not. */
function world(brokers: string[] | SpillwayError) {
  const questions: MskQuestion[] = [];
  const answers: Answer[] = [];
  const logged: unknown[] = [];
  const handler = createBrokersHandler({
    async brokersOf(question) {
      questions.push(question);
      if (brokers instanceof SpillwayError) throw brokers;
      return brokers;
    },
    answer: async (_request, answer) => void answers.push(answer),
    log: (line) => void logged.push(line),
  });
  return {
    questions,
    logged,
    async ask(RequestType: 'Create' | 'Update' | 'Delete', more: Record<string, unknown> = {}) {
      await handler({
        ...{ RequestType, ResponseURL: 'https://cloudformation.example.com/answer?Signature=secret' },
        ...{ StackId: 's', RequestId: 'r', LogicalResourceId: 'Brokers', ResourceProperties: PROPERTIES },
        ...(RequestType !== 'Create' && { PhysicalResourceId: BROKERS }),
        ...(RequestType === 'Update' && { OldResourceProperties: PROPERTIES }),
        ...more,
      });
      return answers.pop();
    },
  };
}

const NAMED = ['b-1.orders:9098', 'b-2.orders:9098'];
const DENIED = new SpillwayError('MSK_ACCESS_DENIED', 'Not allowed.', 'Allow it.');

describe('the custom resource of the brokers', () => {
  it('asks MSK when it is created, and returns one string', async () => {
    const { ask, questions } = world(NAMED);

    await expect(ask('Create')).resolves.toEqual({
      status: 'SUCCESS',
      reason: '',
      physicalResourceId: BROKERS,
      data: { Brokers: BROKERS },
    });
    expect(questions).toEqual([{ clusterArn: ARN, listener: 'iam' }]);
  });

  it('returns the same brokers for an Update with the same properties', async () => {
    const { ask, questions } = world(['b-9.orders:9098']);

    await expect(ask('Update')).resolves.toMatchObject({ status: 'SUCCESS', data: { Brokers: BROKERS } });
    expect(questions).toEqual([]);
  });

  it('does not need MSK for a rollback', async () => {
    const { ask } = world(DENIED);

    await expect(ask('Update')).resolves.toMatchObject({ status: 'SUCCESS', data: { Brokers: BROKERS } });
    await expect(ask('Delete')).resolves.toMatchObject({ status: 'SUCCESS', physicalResourceId: BROKERS });
  });

  it.each([
    ['another login', { OldResourceProperties: { ...PROPERTIES, listener: 'tls' } }],
    ['another cluster', { OldResourceProperties: { ...PROPERTIES, clusterArn: `${ARN}0` } }],
    ['an id that holds no brokers', { PhysicalResourceId: 'not-made' }],
    ['no memory of what was asked', { OldResourceProperties: undefined }],
  ])('asks MSK at an Update with %s', async (_what, more) => {
    const { ask, questions } = world(['b-9.orders:9098']);

    await expect(ask('Update', more)).resolves.toMatchObject({ data: { Brokers: 'b-9.orders:9098' } });
    expect(questions).toHaveLength(1);
  });

  it('responds to a failed Create with the code, and to its Delete', async () => {
    const { ask } = world(DENIED);

    const created = await ask('Create');

    expect(created).toEqual({
      status: 'FAILED',
      reason: 'MSK_ACCESS_DENIED Not allowed. Allow it.',
      physicalResourceId: 'not-made',
    });
    await expect(ask('Delete', { PhysicalResourceId: 'not-made' })).resolves.toMatchObject({
      status: 'SUCCESS',
    });
  });

  it.each([
    ['no ARN of MSK', { clusterArn: 'arn:aws:ecs:eu-west-1:1:cluster/x', listener: 'iam' }, /clusterArn/],
    ['no listener of MSK', { clusterArn: ARN, listener: 'PLAIN' }, /listener/],
    ['nothing', undefined, /event/],
  ])('responds to wrong properties, and to their Delete: %s', async (_what, ResourceProperties, reason) => {
    const { ask, questions } = world(NAMED);

    await expect(ask('Create', { ResourceProperties })).resolves.toMatchObject({
      status: 'FAILED',
      reason: expect.stringMatching(reason),
    });
    await expect(ask('Delete', { ResourceProperties })).resolves.toMatchObject({ status: 'SUCCESS' });
    expect(questions).toEqual([]);
  });

  it('logs the brokers, without the address of the response', async () => {
    const { ask, logged } = world(NAMED);

    await ask('Create');

    expect(logged).toEqual([
      expect.objectContaining({
        message: 'brokers resolved',
        fields: expect.objectContaining({ data: { Brokers: BROKERS } }),
      }),
    ]);
    expect(JSON.stringify(logged)).not.toContain('secret');
  });
});
