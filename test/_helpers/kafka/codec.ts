import { ByteReader } from '../../../lib/adapters/kafka/protocol/byte-reader';
import { ByteWriter } from '../../../lib/adapters/kafka/protocol/byte-writer';
import type { RequestCodec } from '../../../lib/adapters/kafka/protocol/request-codec';

/** The body of a request, without its header. */
export function encodeBody<Request>(
  codec: RequestCodec<Request, unknown>,
  request: Request,
  version = codec.versions.max,
): Buffer {
  const writer = new ByteWriter();
  codec.encode(writer, request, version);
  return Buffer.from(writer.toBuffer());
}

/**
 * Reads the body of a response to this request.
 *
 * @throws RangeError if it is truncated or has extra bytes
 */
export function decodeBody<Request, Response>(
  codec: RequestCodec<Request, Response>,
  body: Buffer,
  request: Request,
  version = codec.versions.max,
): Response {
  const reader = new ByteReader(body);
  const response = codec.decode(reader, version, request);
  reader.end();
  return response;
}
