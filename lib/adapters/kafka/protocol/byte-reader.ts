/**
 * Reads the primitives of Kafka's protocol in sequence. Every read past the end throws, so that a truncated response is
 * never used, and a count is checked against the bytes that are left before anything is allocated for it.
 *
 * "Compact" refers to the encoding of flexible versions: lengths are unsigned varints, increased by one.
 */
export class ByteReader {
  readonly #bytes: Buffer;
  /** Reads 64 bits several times as fast as a Buffer. */
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** The number of unread bytes. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#advance(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#advance(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#advance(4));
  }

  int64(): bigint {
    return this.#view.getBigInt64(this.#advance(8));
  }

  boolean(): boolean {
    return this.int8() !== 0;
  }

  uvarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#advance(1));
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a varint is longer than 5 bytes');
  }

  /** Zigzag varint of up to 64 bits, as in records. */
  varlong(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes.readUInt8(this.#advance(1));
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return (value >> 1n) ^ -(value & 1n);
    }
    throw new RangeError('a varlong is longer than 10 bytes');
  }

  take(length: number): Buffer {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  skip(length: number): void {
    this.#advance(length);
  }

  string(): string {
    return this.#text(this.int16());
  }

  /** Null is read as an empty string, because no caller tells them apart. */
  nullableString(): string {
    return this.#text(Math.max(0, this.int16()));
  }

  /** Null is read as empty bytes, because no caller tells them apart. */
  bytes(): Buffer {
    return this.take(Math.max(0, this.int32()));
  }

  compactString(): string {
    return this.#text(Math.max(0, this.uvarint() - 1));
  }

  /**
   * Reads the number of items that follow. Null is read as 0.
   *
   * @param itemBytes the least number of bytes that an item can have
   */
  count(itemBytes: number): number {
    return this.#fitting(this.int32(), itemBytes);
  }

  compactCount(itemBytes: number): number {
    return this.#fitting(this.uvarint() - 1, itemBytes);
  }

  array<T>(itemBytes: number, read: () => T): T[] {
    return this.#repeat(this.count(itemBytes), read);
  }

  compactArray<T>(itemBytes: number, read: () => T): T[] {
    return this.#repeat(this.compactCount(itemBytes), read);
  }

  /** Skips tagged fields; Spillway needs none of them. */
  skipTags(): void {
    for (let tags = this.uvarint(); tags > 0; tags -= 1) {
      this.uvarint();
      this.skip(this.uvarint());
    }
  }

  /** Throws if bytes are left, because that means a response of another version. */
  end(): void {
    if (this.left > 0) throw new RangeError('the response is longer than it should be');
  }

  #fitting(count: number, itemBytes: number): number {
    if (count * itemBytes > this.left) throw new RangeError('the response has fewer items than it says');
    return Math.max(0, count);
  }

  #repeat<T>(count: number, read: () => T): T[] {
    const items: T[] = [];
    for (let done = 0; done < count; done += 1) items.push(read());
    return items;
  }

  #text(length: number): string {
    const start = this.#advance(length);
    return this.#bytes.toString('utf8', start, start + length);
  }

  #advance(length: number): number {
    const start = this.#at;
    if (length < 0 || start + length > this.#bytes.length) throw new RangeError('the response is truncated');
    this.#at = start + length;
    return start;
  }
}
