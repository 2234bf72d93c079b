import { Agent, request } from 'node:http';
import type { Outcome, TrafficLedger } from './ledger';
import type { Payload } from './payload';

const TIMEOUT_MS = 30_000;

/** Sends OTLP/JSON requests over keep-alive connections and records each outcome in the ledger. */
export class OtlpSender {
  private readonly agent: Agent;

  /** @param endpoint `http://host:port`, without `/v1/traces` */
  constructor(
    private readonly endpoint: string,
    private readonly ledger: TrafficLedger,
    maxConnections: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: maxConnections });
  }

  /** Sends only once. If the first request did arrive, a retry would look like a duplicate from the pipeline. */
  async send(payload: Payload): Promise<Outcome> {
    const outcome = await this.post(payload);
    this.ledger.record(payload, outcome);
    return outcome;
  }

  close(): void {
    this.agent.destroy();
  }

  private post({ path, body }: Payload): Promise<Outcome> {
    return new Promise((resolve) => {
      const bytes = Buffer.from(body);
      const sending = request(
        new URL(path, this.endpoint),
        {
          method: 'POST',
          agent: this.agent,
          timeout: TIMEOUT_MS,
          headers: { 'content-type': 'application/json', 'content-length': bytes.length },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', () => resolve('unsure'));
          answer.on('end', () =>
            resolve(
              answer.statusCode === 200 && tookAll(Buffer.concat(chunks).toString())
                ? 'acknowledged'
                : 'unsure',
            ),
          );
        },
      );
      sending.on('timeout', () => sending.destroy(new Error('timeout')));
      sending.on('error', () => resolve('unsure'));
      sending.end(bytes);
    });
  }
}

/** A response with 200 may still reject a part: `{"partialSuccess":{"rejectedSpans":"3"}}`. */
function tookAll(body: string): boolean {
  if (body === '' || body === '{"partialSuccess":{}}') return true;
  try {
    const partial = (JSON.parse(body) as { partialSuccess?: Record<string, unknown> }).partialSuccess ?? {};
    return !['rejectedSpans', 'rejectedDataPoints', 'rejectedLogRecords'].some(
      (key) => Number(partial[key] ?? 0) > 0,
    );
  } catch {
    return false;
  }
}
