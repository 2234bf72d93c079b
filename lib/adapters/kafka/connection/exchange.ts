import type { Socket } from 'node:net';
import { decodeResponse, encodeRequest, type RequestCodec } from '../protocol/request-codec';
import { FrameBudget } from './frame-budget';
import { FrameReader } from './frame-reader';

/** Sends requests over one connection and receives the responses in the same order. */
export interface Exchange {
  /**
   * Sends a request without waiting for earlier responses.
   *
   * @param version one of the codec's; the oldest by default
   * @throws ExchangeFailure
   */
  ask<Request, Response>(
    codec: RequestCodec<Request, Response>,
    request: Request,
    options?: { version?: number; timeoutMs?: number },
  ): Promise<Response>;
  /** Why nothing can be sent any more; `undefined` while the connection is open. */
  readonly broken: ExchangeFailure | undefined;
  close(): void;
}

/** Why an exchange failed. */
export class ExchangeFailure extends Error {
  constructor(
    /**
     * - `closed`      the broker closed the connection
     * - `silent`      no response in time
     * - `speaks-tls`  the port responded with TLS
     * - `garbled`     the response is not Kafka's protocol, is damaged, or has more than was asked for
     * - `alert`       a TLS alert, whose name is in the message
     * - `unsupported` the broker does not support the request
     */
    readonly kind: 'closed' | 'silent' | 'speaks-tls' | 'garbled' | 'alert' | 'unsupported',
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

interface Pending {
  maxBytes: number;
  settle: (outcome: Buffer | ExchangeFailure) => void;
}

/** The first bytes of a TLS alert. As a size they would be 352 million. */
const TLS_ALERT = 0x15;
const TLS_MAJOR_VERSION = 0x03;
const NO_BYTES = Buffer.alloc(0);

export interface ExchangeOptions {
  clientId: string;
  timeoutMs: number;
  /** Shared by the connections of a cluster. @default its own */
  budget?: FrameBudget;
}

export function exchangeOver(socket: Socket, options: ExchangeOptions): Exchange {
  const pending: Pending[] = [];
  const budget = options.budget ?? new FrameBudget();
  const frames = new FrameReader(() => pending[0]?.maxBytes ?? 0, budget);
  let received = 0;
  let broken: ExchangeFailure | undefined;
  let correlationId = 0;

  function breakOff(failure: ExchangeFailure): void {
    broken ??= failure;
    for (const { settle } of pending.splice(0)) settle(broken);
    frames.release();
    socket.destroy();
  }

  function receive(chunk: Buffer): void {
    if (broken) return;
    try {
      for (const frame of frames.read(chunk)) pending.shift()?.settle(frame);
    } catch (cause) {
      const why = cause instanceof RangeError ? `: ${cause.message}` : '';
      breakOff(new ExchangeFailure('garbled', `the response is not in Kafka’s protocol${why}`, { cause }));
      return;
    }
    if (frames.waits) {
      socket.pause();
      budget.onRoom(() => receive(NO_BYTES));
    } else socket.resume();
  }

  // Nothing may throw in here: nobody could catch it.
  socket.on('data', (chunk: Buffer) => {
    if (broken) return;
    if (received === 0 && chunk[0] === TLS_ALERT && chunk[1] === TLS_MAJOR_VERSION) {
      breakOff(new ExchangeFailure('speaks-tls', 'the port responds in TLS'));
      return;
    }
    received += chunk.length;
    receive(chunk);
  });
  socket.on('close', () => breakOff(new ExchangeFailure('closed', 'closed the connection')));
  socket.on('error', (error: NodeJS.ErrnoException) => breakOff(failureOf(error)));

  return {
    get broken() {
      return broken;
    },
    async ask(codec, request, { version = codec.versions.min, timeoutMs = options.timeoutMs } = {}) {
      if (broken) throw broken;
      correlationId += 1;
      const header = { correlationId, clientId: options.clientId };
      const bytes = encodeRequest(codec, version, request, header);
      const frame = await new Promise<Buffer>((resolve, reject) => {
        const timer = setTimeout(
          () => breakOff(new ExchangeFailure('silent', `no response to ${codec.name} in time`)),
          timeoutMs,
        );
        pending.push({
          maxBytes: typeof codec.maxBytes === 'number' ? codec.maxBytes : codec.maxBytes(request),
          settle(outcome) {
            clearTimeout(timer);
            if (outcome instanceof ExchangeFailure) reject(outcome);
            else resolve(outcome);
          },
        });
        socket.write(bytes);
      });
      try {
        return decodeResponse(codec, version, request, { correlationId: header.correlationId, frame });
      } catch (cause) {
        const why = cause instanceof RangeError ? `: ${cause.message}` : '';
        const said = `the response to ${codec.name} cannot be read${why}`;
        throw new ExchangeFailure('garbled', said, { cause });
      }
    },
    close() {
      breakOff(new ExchangeFailure('closed', 'closed by Spillway'));
    },
  };
}

function failureOf(error: NodeJS.ErrnoException): ExchangeFailure {
  const code = error.code ?? error.message;
  if (/^ERR_SSL_.*ALERT/.test(code)) return new ExchangeFailure('alert', code, { cause: error });
  return new ExchangeFailure('closed', `closed the connection (${code})`, { cause: error });
}
