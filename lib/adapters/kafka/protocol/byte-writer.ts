const FIRST_BYTES = 512;

/** Writes the primitives of Kafka's protocol in sequence. For "compact" see `ByteReader`. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;

  int8(value: number): this {
    const at = this.#advance(1);
    this.#bytes.writeInt8(value, at);
    return this;
  }

  int16(value: number): this {
    const at = this.#advance(2);
    this.#bytes.writeInt16BE(value, at);
    return this;
  }

  int32(value: number): this {
    const at = this.#advance(4);
    this.#bytes.writeInt32BE(value, at);
    return this;
  }

  int64(value: bigint): this {
    const at = this.#advance(8);
    this.#bytes.writeBigInt64BE(value, at);
    return this;
  }

  boolean(value: boolean): this {
    return this.int8(value ? 1 : 0);
  }

  uvarint(value: number): this {
    let rest = value;
    while (rest >= 0x80) {
      const at = this.#advance(1);
      this.#bytes.writeUInt8((rest % 0x80) + 0x80, at);
      rest = Math.floor(rest / 0x80);
    }
    const at = this.#advance(1);
    this.#bytes.writeUInt8(rest, at);
    return this;
  }

  raw(bytes: Buffer): this {
    const at = this.#advance(bytes.length);
    bytes.copy(this.#bytes, at);
    return this;
  }

  string(text: string): this {
    const length = Buffer.byteLength(text);
    return this.int16(length).#text(text, length);
  }

  /** Bytes with their length. */
  bytes(bytes: Buffer): this {
    return this.int32(bytes.length).raw(bytes);
  }

  array<T>(items: readonly T[], write: (item: T) => void): this {
    this.int32(items.length);
    for (const item of items) write(item);
    return this;
  }

  compactString(text: string): this {
    const length = Buffer.byteLength(text);
    return this.uvarint(length + 1).#text(text, length);
  }

  compactArray<T>(items: readonly T[], write: (item: T) => void): this {
    this.uvarint(items.length + 1);
    for (const item of items) write(item);
    return this;
  }

  /** Writes an empty list of tagged fields. */
  noTags(): this {
    return this.uvarint(0);
  }

  /** Overwrites four bytes that were written before. */
  int32At(at: number, value: number): this {
    this.#bytes.writeInt32BE(value, at);
    return this;
  }

  get length(): number {
    return this.#length;
  }

  /** What was written so far. Nothing may be written afterwards. */
  toBuffer(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #text(text: string, length: number): this {
    const start = this.#advance(length);
    this.#bytes.write(text, start);
    return this;
  }

  #advance(length: number): number {
    const start = this.#length;
    this.#length = start + length;
    if (this.#length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#length, 2 * this.#bytes.length));
      this.#bytes.copy(larger, 0, 0, start);
      this.#bytes = larger;
    }
    return start;
  }
}
