import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';

/**
 * How one request is written and its response read. It covers bodies only: headers (size, api key, version, correlation
 * id, client id) are the same for all, apart from the tagged fields of flexible versions.
 */
export interface RequestCodec<Request, Response> {
  /** Kafka's name of the request, for messages. */
  name: string;
  apiKey: number;
  /** The versions that this codec speaks. A connection uses the newest that the broker speaks, too. */
  versions: { min: number; max: number };
  /** The first flexible version that this codec speaks. */
  flexibleFrom?: number;
  /**
   * A response with more bytes than this is not read. Requests that many brokers get at the same time have a limit by what
   * they ask for, because the responses add up.
   */
  maxBytes: number | ((request: Request) => number);
  encode(writer: ByteWriter, request: Request, version: number): void;
  /** @throws RangeError if the response is truncated, malformed, or has more than what was asked for */
  decode(reader: ByteReader, version: number, request: Request): Response;
}

export const KIBIBYTE = 1024;
export const MEBIBYTE = 1024 * KIBIBYTE;

/** A whole request: size, header and body. */
export function encodeRequest<Request>(
  codec: RequestCodec<Request, unknown>,
  version: number,
  request: Request,
  { correlationId, clientId }: { correlationId: number; clientId: string },
): Buffer {
  const writer = new ByteWriter().int32(0).int16(codec.apiKey).int16(version);
  writer.int32(correlationId).string(clientId);
  if (isFlexible(codec, version)) writer.noTags();
  codec.encode(writer, request, version);
  return writer.int32At(0, writer.length - 4).toBuffer();
}

/**
 * Reads a response without its size.
 *
 * @throws RangeError if it answers another request, is truncated or malformed, or has extra bytes
 */
export function decodeResponse<Request, Response>(
  codec: RequestCodec<Request, Response>,
  version: number,
  request: Request,
  { correlationId, frame }: { correlationId: number; frame: Buffer },
): Response {
  const reader = new ByteReader(frame);
  if (reader.int32() !== correlationId) throw new RangeError('the response belongs to another request');
  if (isFlexible(codec, version)) reader.skipTags();
  const response = codec.decode(reader, version, request);
  reader.end();
  return response;
}

function isFlexible({ flexibleFrom }: RequestCodec<never, unknown>, version: number): boolean {
  return flexibleFrom !== undefined && version >= flexibleFrom;
}
