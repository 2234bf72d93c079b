import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerBody, sendAnswer } from '../../../lambda/custom-resource/answer';
import { parseRequest } from '../../../lambda/custom-resource/request';

const REQUEST = parseRequest({
  ...{ RequestType: 'Create', ResponseURL: 'https://example.com/answer', RequestId: 'request-1' },
  ...{
    StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/pipeline/1',
    LogicalResourceId: 'Config',
  },
});

describe('the response to CloudFormation', () => {
  it('contains stack, request and resource of the request', () => {
    const body = answerBody(REQUEST, { status: 'SUCCESS', reason: '', physicalResourceId: '/p' });

    expect(JSON.parse(body)).toEqual({
      Status: 'SUCCESS',
      Reason: '',
      PhysicalResourceId: '/p',
      StackId: REQUEST.StackId,
      RequestId: 'request-1',
      LogicalResourceId: 'Config',
    });
  });

  it('contains the attributes for the template', () => {
    const data = { Brokers: 'b-1:9098' };
    const body = answerBody(REQUEST, { status: 'SUCCESS', reason: '', physicalResourceId: 'x', data });

    expect(JSON.parse(body).Data).toEqual(data);
  });

  it.each(['x', 'ü', '"', '\n'])('stays within 4,096 bytes with a long reason of %j', (letter) => {
    const body = answerBody(REQUEST, {
      status: 'FAILED',
      reason: letter.repeat(10_000),
      physicalResourceId: '/p',
    });

    expect(Buffer.byteLength(body)).toBeLessThan(4_096);
    expect(JSON.parse(body).Reason).toMatch(/^(.|\n){700,}…$/);
    expect(body).not.toContain('\uFFFD');
  });

  it.each([
    ['x'.repeat(1_500), 'x'.repeat(1_500)],
    ['x'.repeat(1_501), `${'x'.repeat(1_500)}…`],
    // The last character is cut in the middle; one that was there before is not touched.
    [`\uFFFD${'x'.repeat(1_496)}ü…`, `\uFFFD${'x'.repeat(1_496)}…`],
  ])('keeps 1,500 bytes of the reason, and no part of a character: %#', (reason, kept) => {
    const body = answerBody(REQUEST, { status: 'FAILED', reason, physicalResourceId: '/p' });

    expect(JSON.parse(body).Reason).toBe(kept);
  });

  describe('sent', () => {
    let server: Server;
    let statuses: number[];
    let received: { method: string | undefined; contentType: string | undefined; body: string }[];

    beforeEach(async () => {
      received = [];
      server = createServer((request, response) => {
        let body = '';
        request.on('data', (chunk) => {
          body += chunk;
        });
        request.on('end', () => {
          received.push({ method: request.method, contentType: request.headers['content-type'], body });
          response.writeHead(statuses.shift() ?? 200).end();
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });

    afterEach(() => new Promise((resolve) => server.close(resolve)));

    const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer`;

    it('is a PUT without a content type, because the URL is signed without one', async () => {
      statuses = [];

      await sendAnswer(url(), '{"Status":"SUCCESS"}', async () => {});

      expect(received).toEqual([{ method: 'PUT', contentType: undefined, body: '{"Status":"SUCCESS"}' }]);
    });

    it('waits 10 s for a response, and tries again if there is none', async () => {
      statuses = [];
      const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(AbortSignal.abort());

      await sendAnswer(url(), '{}', async () => {});

      expect(timeout.mock.calls).toEqual([[10_000], [10_000]]);
      expect(received).toHaveLength(1);
      timeout.mockRestore();
    });

    it('is sent again after a failure, with growing pauses', async () => {
      statuses = [503, 500, 502];
      const pausesMs: number[] = [];

      await sendAnswer(url(), '{}', async (ms) => void pausesMs.push(ms));

      expect(received).toHaveLength(4);
      expect(pausesMs).toEqual([500, 1_000, 2_000]);
    });

    it('fails with a code after all attempts, without showing the address', async () => {
      statuses = [403, 403, 403, 403];

      const sent = sendAnswer(url(), '{}', async () => {});

      await expect(sent).rejects.toMatchObject({
        code: 'CUSTOM_RESOURCE_ANSWER_FAILED',
        message: expect.stringContaining('HTTP 403'),
      });
      await expect(sent).rejects.not.toMatchObject({ message: expect.stringContaining('127.0.0.1') });
      expect(received).toHaveLength(4);
    });
  });
});
