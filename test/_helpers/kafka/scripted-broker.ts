import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { ByteWriter } from '../../../lib/adapters/kafka/protocol/byte-writer';

/** A request as it arrives: its header, and its body with the tags of a flexible header, if there are any. */
export interface ArrivedRequest {
  apiKey: number;
  version: number;
  correlationId: number;
  clientId: string;
  body: Buffer;
}

/**
 * - a `Buffer` the body of the response, to which size and correlation id are added
 * - `raw`      these bytes as they are
 * - `nothing`  no response
 */
export type ScriptedAnswer = Buffer | { raw: Buffer } | 'nothing';

export interface ScriptedBroker {
  port: number;
  /** `apiKey v version`, in the order of arrival. */
  asked: string[];
  /** The name that each TLS client wants to reach, and the id that each client sends. */
  serverNames: unknown[];
  clientIds: string[];
  /** Connections that are open now. */
  connections(): number;
  close(): Promise<void>;
}

export const API_VERSIONS = 18;

/** A server that speaks Kafka's framing, with TLS if it has a certificate, and answers each request as told. */
export async function startScriptedBroker(
  answer: (request: ArrivedRequest) => ScriptedAnswer,
  tls?: { certificate: string; key: string },
): Promise<ScriptedBroker> {
  const asked: string[] = [];
  const serverNames: unknown[] = [];
  const clientIds: string[] = [];
  const sockets = new Set<Socket>();
  const onSocket = (socket: Socket) => {
    if (tls) serverNames.push((socket as TLSSocket).servername);
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    let received: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) {
        const request = arrived(received.subarray(4, 4 + received.readInt32BE(0)));
        received = received.subarray(4 + received.readInt32BE(0));
        asked.push(`${request.apiKey} v${request.version}`);
        clientIds.push(request.clientId);
        const said = answer(request);
        if (said !== 'nothing') socket.write(Buffer.isBuffer(said) ? framed(request, said) : said.raw);
      }
    });
  };
  const server = tls
    ? createTlsServer({ cert: tls.certificate, key: tls.key }, onSocket)
    : createServer(onSocket);
  // Clients that do not trust the certificate end the handshake.
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    ...{ asked, serverNames, clientIds },
    connections: () => sockets.size,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function arrived(frame: Buffer): ArrivedRequest {
  const length = Math.max(0, frame.readInt16BE(8));
  return {
    apiKey: frame.readInt16BE(0),
    version: frame.readInt16BE(2),
    correlationId: frame.readInt32BE(4),
    clientId: frame.subarray(10, 10 + length).toString(),
    body: frame.subarray(10 + length),
  };
}

/** A whole response. */
function framed({ correlationId }: { correlationId: number }, body: Buffer): Buffer {
  return Buffer.from(
    new ByteWriter()
      .int32(4 + body.length)
      .int32(correlationId)
      .raw(body)
      .toBuffer(),
  );
}

/** ApiVersions, version 0: these requests by api key, with their versions. */
export function supports(versions: Record<number, [min: number, max: number]>): Buffer {
  const writer = new ByteWriter().int16(0);
  writer.array(Object.entries(versions), ([apiKey, [min, max]]) => {
    writer.int16(Number(apiKey)).int16(min).int16(max);
  });
  return Buffer.from(writer.toBuffer());
}
