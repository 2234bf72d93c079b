import { TESTED_KAFKA_VERSIONS } from '../../local/matrix/cells';
import { runDemoProcess } from '../_helpers/process/demo-process';

const TIMEOUT_MS = 400_000;
const clean = expect.objectContaining({ missing: 0 });

describe('npm start on other versions of Kafka; npm run matrix has all of them', () => {
  it.each(TESTED_KAFKA_VERSIONS)(
    'flips without a stop and loses nothing on Kafka %s',
    async (kafka) => {
      const { code, report, output } = await runDemoProcess(['--kafka', kafka, '--traces', '2000']);

      expect([code, output.slice(-2_000)]).toEqual([0, expect.stringContaining('OK in')]);
      expect(report).toMatchObject({
        ok: true,
        spans: clean,
        metrics: clean,
        logs: clean,
        flip: { from: 'earliest', to: 'latest', stops: 0, replacedTask: { onLatest: true } },
        settings: { kafka },
      });
    },
    TIMEOUT_MS,
  );
});
