/** The type that a setting's value is decoded into. Named as in Go where the width matters. */
export type ValueType =
  | Scalar
  /** A Go type with its own text parser, such as `component.ID`. With `number` it also accepts a number. */
  | { text: string; number?: true }
  | { list: ValueType }
  | { map: ValueType }
  /** A map, or a list of `{name, value}`. */
  | { mapList: ValueType }
  /** That type, or a single string instead. */
  | { orText: ValueType }
  /** A key of `STRUCTS`. */
  | { struct: string }
  /** Go's configoptional.Optional: accepts `enabled` in addition to the settings of its struct. */
  | { optional: ValueType };

export type Scalar =
  | 'string'
  /** A list of strings, or one string with commas. */
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

/** A setting as the minor versions from `since` to `until` decode it, both included. By default all known versions. */
export interface Setting {
  type: ValueType;
  since?: number;
  until?: number;
}

export interface StructType {
  /** Several variants for a key whose type changed. */
  settings: Record<string, Setting | Setting[]>;
  /** The type of all other keys, where the struct accepts them. */
  rest?: Setting | Setting[];
  /** Since this minor version unknown keys are ignored, down to the next optional section. */
  ignoresUnknownSince?: number;
  /** The last minor version that does. */
  ignoresUnknownUntil?: number;
}
