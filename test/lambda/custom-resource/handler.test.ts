import type { Answer } from '../../../lambda/custom-resource/answer';
import {
  createResourceHandler,
  type LogLine,
  type ResourceHandlerOptions,
} from '../../../lambda/custom-resource/handler';
import { SpillwayError } from '../../../lib/errors';

const REQUEST = {
  ...{ RequestType: 'Create', ResponseURL: 'https://cloudformation.example.com/answer?Signature=s3cr3t' },
  ...{ StackId: 's', RequestId: 'r', LogicalResourceId: 'Thing' },
};
const DONE = { physicalResourceId: 'id', outcome: 'made' };

async function handle(carryOut: ResourceHandlerOptions['carryOut'], more: object = {}, answerFails?: Error) {
  const answers: Answer[] = [];
  const lines: LogLine[] = [];
  const handler = createResourceHandler({
    ...{ what: 'thing', carryOut, notMade: () => 'not-made' },
    async answer(_request, answer) {
      answers.push(answer);
      if (answerFails) throw answerFails;
    },
    log: (line) => void lines.push(line),
  });
  const thrown = await handler({ ...REQUEST, ...more }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { answers, lines, thrown };
}

describe('a request to a custom resource', () => {
  it('that is carried out is logged with its outcome, and answered', async () => {
    const { answers, lines } = await handle(async () => ({ ...DONE, data: { Value: 'v' } }));

    expect(lines).toEqual([
      {
        ...{ level: 'info', message: 'thing made' },
        fields: { request: 'Create', resource: 'Thing', ...DONE, data: { Value: 'v' } },
      },
    ]);
    expect(answers).toEqual([
      { status: 'SUCCESS', reason: '', physicalResourceId: 'id', data: { Value: 'v' } },
    ]);
  });

  it('that has no attributes is answered without any', async () => {
    const { answers } = await handle(async () => DONE);

    expect(answers).toEqual([{ status: 'SUCCESS', reason: '', physicalResourceId: 'id' }]);
  });

  it.each<[string, object, string]>([
    ['a Create, under the id of what was not made', {}, 'not-made'],
    ['an Update, under the id that it has', { RequestType: 'Update', PhysicalResourceId: 'old' }, 'old'],
  ])('that fails is logged as an error and answered: %s', async (_name, more, physicalResourceId) => {
    const { answers, lines, thrown } = await handle(async () => {
      throw new SpillwayError('MSK_ACCESS_DENIED', 'Not allowed.', 'Allow it.');
    }, more);

    const reason = 'MSK_ACCESS_DENIED Not allowed. Allow it.';
    const request = 'RequestType' in more ? more.RequestType : 'Create';
    expect(lines).toEqual([
      { level: 'error', message: 'thing failed', fields: { request, resource: 'Thing', reason } },
    ]);
    expect(answers).toEqual([{ status: 'FAILED', reason, physicalResourceId }]);
    expect(thrown).toBeUndefined();
  });

  it('whose answer does not arrive fails itself, and is not answered again with the opposite', async () => {
    const failure = new SpillwayError('CUSTOM_RESOURCE_ANSWER_FAILED', 'No.', 'Wait.');

    const { answers, thrown } = await handle(async () => DONE, {}, failure);

    expect(answers.map(({ status }) => status)).toEqual(['SUCCESS']);
    expect(thrown).toBe(failure);
  });

  it('never has the address of the answer in the log', async () => {
    const good = await handle(async () => DONE);
    const bad = await handle(async () => {
      throw new Error('failed');
    });

    expect(JSON.stringify([good.lines, bad.lines])).not.toContain('s3cr3t');
  });

  it('without an address to answer to fails, and says what is wrong', async () => {
    const { answers, thrown } = await handle(async () => DONE, {
      ResponseURL: 'nowhere',
      StackId: undefined,
    });

    expect(thrown).toMatchObject({
      code: 'CUSTOM_RESOURCE_REQUEST_INVALID',
      message: expect.stringMatching(/custom resource: ResponseURL: .*; StackId: /),
    });
    expect(answers).toEqual([]);
  });
});
