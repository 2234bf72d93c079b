import type { Socket } from 'node:net';
import { ByteWriter } from '../codec/byte-writer';
import type { ProbeCodec } from './codec/probe-codec';

/** Sends requests over one connection and receives the responses in the same order. */
export interface Exchange {
  /** @throws ExchangeFailure */
  ask<Question, Answer>(codec: ProbeCodec<Question, Answer>, question: Question): Promise<Answer>;
  close(): void;
}

/** Why an exchange failed. */
export class ExchangeFailure extends Error {
  constructor(
    /**
     * - `closed`     the broker closed the connection
     * - `silent`     no response in time
     * - `speaks-tls` the port responded with TLS
     * - `garbled`    the response is not Kafka's protocol
     * - `alert`      a TLS alert, whose name is in the message
     */
    readonly kind: 'closed' | 'silent' | 'speaks-tls' | 'garbled' | 'alert',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

interface Pending {
  name: string;
  settle: (outcome: Buffer | ExchangeFailure) => void;
}

const TLS_ALERT = 0x15;
/** Larger than any response that the doctor expects, and smaller than the text "HTTP" read as a size. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

export function exchangeOver(socket: Socket, options: { clientId: string; timeoutMs: number }): Exchange {
  const pending: Pending[] = [];
  let received = Buffer.alloc(0);
  let broken: ExchangeFailure | undefined;
  let correlationId = 0;

  function breakOff(failure: ExchangeFailure): void {
    broken ??= failure;
    for (const { settle } of pending.splice(0)) settle(broken);
    socket.destroy();
  }

  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (let frame = nextFrame(); frame; frame = nextFrame()) pending.shift()?.settle(frame);
  });
  socket.on('close', () => breakOff(new ExchangeFailure('closed', 'the broker closed the connection')));
  socket.on('error', (error: NodeJS.ErrnoException) => breakOff(failureOf(error)));

  function nextFrame(): Buffer | undefined {
    if (received.length < 4) return undefined;
    if (received[0] === TLS_ALERT) {
      breakOff(new ExchangeFailure('speaks-tls', 'the port answers in TLS'));
      return undefined;
    }
    const size = received.readInt32BE(0);
    if (size < 4 || size > MAX_ANSWER_BYTES) {
      breakOff(new ExchangeFailure('garbled', 'what came back is not Kafka’s protocol'));
      return undefined;
    }
    if (received.length < 4 + size) return undefined;
    const frame = received.subarray(8, 4 + size);
    received = received.subarray(4 + size);
    return frame;
  }

  return {
    async ask(codec, question) {
      if (broken) throw broken;
      correlationId += 1;
      const answer = await new Promise<Buffer>((resolve, reject) => {
        const timer = setTimeout(
          () => breakOff(new ExchangeFailure('silent', `no answer to ${codec.name} in time`)),
          options.timeoutMs,
        );
        pending.push({
          name: codec.name,
          settle(outcome) {
            clearTimeout(timer);
            if (outcome instanceof ExchangeFailure) reject(outcome);
            else resolve(outcome);
          },
        });
        socket.write(framed(codec, codec.encode(question), correlationId, options.clientId));
      });
      try {
        return codec.decode(answer);
      } catch (cause) {
        throw new ExchangeFailure('garbled', `the answer to ${codec.name} cannot be read`, { cause });
      }
    },
    close() {
      broken ??= new ExchangeFailure('closed', 'closed here');
      socket.destroy();
    },
  };
}

function framed(
  { apiKey, apiVersion }: { apiKey: number; apiVersion: number },
  body: Buffer,
  correlationId: number,
  clientId: string,
): Buffer {
  const header = new ByteWriter().int16(apiKey).int16(apiVersion).int32(correlationId).string(clientId);
  const request = header.raw(body).toBuffer();
  return new ByteWriter().int32(request.length).raw(request).toBuffer();
}

function failureOf(error: NodeJS.ErrnoException): ExchangeFailure {
  const code = error.code ?? error.message;
  if (/^ERR_SSL_.*ALERT/.test(code)) return new ExchangeFailure('alert', code, { cause: error });
  return new ExchangeFailure('closed', `the broker closed the connection (${code})`, { cause: error });
}
