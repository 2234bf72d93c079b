/** What a setting's value is decoded into, named as in Go where the width matters. */
export type ValueType =
  | Scalar
  /** A Go type that reads its own text, as `component.ID` does; with `number`, a bare number is taken as well. */
  | { text: string; number?: true }
  | { list: ValueType }
  | { map: ValueType }
  /** A map, or a list of `{name, value}`. */
  | { mapList: ValueType }
  /** That, or one text in its place. */
  | { orText: ValueType }
  /** A key of `STRUCTS`. */
  | { struct: string }
  /** Go's configoptional.Optional: takes `enabled` beside the settings of its struct. */
  | { optional: ValueType };

export type Scalar =
  | 'string'
  /** A list of texts, or one text with commas. */
  | 'strings'
  | 'bool'
  | 'int'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float'
  | 'duration'
  | 'any';

/** A setting, as the minors from `since` to `until`, both included, decode it; without them, all that are known. */
export interface Setting {
  type: ValueType;
  since?: number;
  until?: number;
}

export interface StructType {
  /** Several for a key whose type changed. */
  settings: Record<string, Setting | Setting[]>;
  /** The values of all other keys, where these are taken. */
  rest?: Setting;
  /** From this minor on, keys that it does not know are ignored, down to the next optional section. */
  ignoresUnknownSince?: number;
}
