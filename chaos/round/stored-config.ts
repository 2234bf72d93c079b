const OFFSET = /\binitial_offset: (earliest|latest)\b/;

/** The config without its `initial_offset`, which is all that Spillway may change. */
export function anyOffset(config: string): string {
  return config.replace(OFFSET, 'initial_offset: ?');
}

export function offsetIn(config: string | undefined): 'earliest' | 'latest' | undefined {
  const offset = OFFSET.exec(config ?? '')?.[1];
  return offset === 'earliest' || offset === 'latest' ? offset : undefined;
}
