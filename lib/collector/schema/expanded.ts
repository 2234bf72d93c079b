import type { ValueType } from './value-type';

/**
 * The value of an expanded `${env:NAME}`. The Collector parses a variable as YAML, but uses the original text where a
 * setting takes a string.
 */
export class Expanded {
  constructor(
    readonly value: unknown,
    readonly text: string,
  ) {}

  as(type: ValueType): unknown {
    return type === 'string' ? this.text : this.value;
  }
}
