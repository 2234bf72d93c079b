/**
 * A codec for one version of a request of the doctor. Bodies only; the exchange writes and reads the headers (size, api key,
 * version, correlation id, client id). The header of a flexible version ends with tagged fields; as in
 * `lib/adapters/kafka/codec`, the body starts with them here.
 */
export interface ProbeCodec<Question, Answer> {
  apiKey: number;
  apiVersion: number;
  /** For messages. */
  name: string;
  encode(question: Question): Buffer;
  /** @throws RangeError if the response is truncated or malformed */
  decode(answer: Buffer): Answer;
}
