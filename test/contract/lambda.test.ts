import { openDeployedFunction } from '../../lib/adapters/aws/deployed-function';
import { ENDPOINTS, type Endpoint, START_TIMEOUT_MS } from './endpoints';

/** Only what stock moto can be asked: it runs functions in Docker. The rest is in test/local/aws/functions.test.ts. */
describe.each(ENDPOINTS)('Lambda as %s', (_name, start) => {
  let endpoint: Endpoint;

  beforeAll(async () => {
    endpoint = await start();
  }, START_TIMEOUT_MS);

  afterAll(() => endpoint?.stop());

  it.each(['nobody', 'nobody:live', 'arn:aws:lambda:eu-west-1:123456789012:function:nobody'])(
    'reports a missing function: %s',
    async (name) => {
      const deployed = openDeployedFunction(name, { env: endpoint.env });

      await expect(deployed.invoke({})).rejects.toMatchObject({
        code: 'LAMBDA_FUNCTION_MISSING',
        message: `There is no function ${name}.`,
      });
      deployed.destroy();
    },
  );
});
