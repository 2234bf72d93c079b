/**
 * A codec for one version of a request of the doctor. It covers bodies only; the exchange writes and reads the headers
 * (size, api key, version, correlation id, client id). The header of a flexible version ends with tagged fields; here,
 * as in `lib/adapters/kafka/codec`, the body starts with them.
 */
export interface ProbeCodec<Question, Answer> {
  apiKey: number;
  apiVersion: number;
  /** The request's name in messages. */
  name: string;
  encode(question: Question): Buffer;
  /** @throws RangeError if the response is truncated or malformed */
  decode(answer: Buffer): Answer;
}
