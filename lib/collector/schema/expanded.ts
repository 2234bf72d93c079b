import type { ValueType } from './value-type';

/**
 * What a whole value of `${env:NAME}` became: the Collector reads a variable as YAML, and still takes its text as it
 * was where a text is wanted.
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
