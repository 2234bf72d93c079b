/** Feature gates that are set by hand. A gate that is in neither set has the default of its version. */
export interface FeatureGates {
  enabled: ReadonlySet<string>;
  disabled: ReadonlySet<string>;
}

export const NO_GATES: FeatureGates = { enabled: new Set(), disabled: new Set() };

/**
 * Parses the value of the Collector's `--feature-gates`: IDs separated by commas. `-` before an ID disables the gate, `+`
 * or nothing enables it. Of an ID that is named twice the last one counts.
 *
 * @returns `undefined` if a part is not the ID of a gate
 */
export function parseFeatureGates(text: string): FeatureGates | undefined {
  const enabled = new Set<string>();
  const disabled = new Set<string>();
  for (const part of text.split(',')) {
    const [, sign, id] = /^([+-]?)([A-Za-z0-9][A-Za-z0-9._-]*)$/.exec(part.trim()) ?? [];
    if (id === undefined) return undefined;
    const [to, from] = sign === '-' ? [disabled, enabled] : [enabled, disabled];
    to.add(id);
    from.delete(id);
  }
  return { enabled, disabled };
}
