import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readCollectorCounters, sumByName, untilAllSent } from '../../../local/collector/collector-metrics';

/** Lines as a Collector v0.160.0 printed them. */
const PRINTED = `# HELP otelcol_exporter_sent_spans Number of spans successfully sent to destination. [Alpha]
# TYPE otelcol_exporter_sent_spans counter
otelcol_exporter_sent_spans{exporter="kafka"} 20000
otelcol_exporter_sent_log_records{exporter="kafka"} 1224
otelcol_kafka_exporter_bytes{compression_codec="none",partition="0",topic="a}b"} 1.239958e+06
otelcol_receiver_accepted_spans{receiver="otlp",transport="http"} 16000
otelcol_receiver_accepted_spans{receiver="otlp",transport="grpc"} 4000
otelcol_receiver_accepted_log_records{receiver="otlp",transport="http"} 3000
`;

let server: Server;
let url: string;
let text: () => string = () => PRINTED;

beforeAll(async () => {
  server = createServer((_request, response) => response.end(text()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const NOTHING = { spans: 0, metricPoints: 0, logRecords: 0 };

describe("the Collector's own counters", () => {
  it('are summed over their labels, and 0 before the first item', async () => {
    text = () => PRINTED;

    expect(await readCollectorCounters(url)).toEqual({
      accepted: { spans: 20_000, metricPoints: 0, logRecords: 3_000 },
      sent: { spans: 20_000, metricPoints: 0, logRecords: 1_224 },
      dropped: NOTHING,
    });
    expect(sumByName(PRINTED).get('otelcol_kafka_exporter_bytes')).toBe(1_239_958);
  });

  it('are read with their longer names too', async () => {
    text = () => 'otelcol_exporter_sent_spans_total{exporter="kafka"} 7\n';

    expect((await readCollectorCounters(url)).sent.spans).toBe(7);
  });

  it('do not mean that everything was sent before the Collector has counted what was acknowledged', async () => {
    // Prepare: nothing counted, then accepted, then sent in part, then all.
    const answers = [
      '',
      'otelcol_receiver_accepted_spans 8\n',
      'otelcol_receiver_accepted_spans 8\notelcol_exporter_sent_spans 4\n',
      'otelcol_receiver_accepted_spans 8\notelcol_exporter_sent_spans 8\n',
    ];
    let asked = 0;
    text = () => answers[Math.min(asked++, answers.length - 1)] ?? '';

    // Act
    const counters = await untilAllSent(url, { ...NOTHING, spans: 8 }, { timeoutMs: 10_000 });

    // Assess
    expect(counters.sent.spans).toBe(8);
    expect(asked).toBe(4);
  });

  it('report at once that data was dropped', async () => {
    text = () =>
      'otelcol_receiver_accepted_spans 8\notelcol_exporter_send_failed_spans{exporter="kafka"} 8\n';

    await expect(untilAllSent(url, { ...NOTHING, spans: 8 }, { timeoutMs: 10_000 })).rejects.toMatchObject({
      code: 'COLLECTOR_DROPPED_DATA',
    });
  });

  it('cannot be read if nothing listens', async () => {
    await expect(readCollectorCounters('http://127.0.0.1:1/metrics')).rejects.toMatchObject({
      code: 'COLLECTOR_METRICS_UNREADABLE',
    });
  });
});
