/**
 * A request of the doctor's, in one version of the protocol. Bodies only; what comes before (size, api key, version,
 * correlation id, client id) is the exchange's. A flexible version's header ends in tagged fields: its body begins
 * with them here, as in `lib/adapters/kafka/codec`.
 */
export interface ProbeCodec<Question, Answer> {
  apiKey: number;
  apiVersion: number;
  /** For messages. */
  name: string;
  encode(question: Question): Buffer;
  /** @throws RangeError when the answer is cut off or malformed */
  decode(answer: Buffer): Answer;
}
