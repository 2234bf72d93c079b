/** The offsets from `from` up to, but not including, `to`. */
export interface Range {
  from: bigint;
  to: bigint;
}

/** A set of offsets as sorted ranges that do not touch each other. */
export class RangeSet {
  private ranges: Range[] = [];

  add({ from, to }: Range): void {
    if (from >= to) return;
    const last = this.ranges.at(-1);
    if (last && from >= last.from) {
      // The usual case, because records are delivered in order.
      if (from > last.to) this.ranges.push({ from, to });
      else if (to > last.to) last.to = to;
      return;
    }
    const apart = (each: Range) => each.to < from || each.from > to;
    const touched = this.ranges.filter((each) => !apart(each));
    const joined = touched.reduce(
      (all, each) => ({
        from: least(each.from, all.from),
        to: most(each.to, all.to),
      }),
      { from, to },
    );
    this.ranges = [...this.ranges.filter(apart), joined].sort((a, b) => (a.from < b.from ? -1 : 1));
  }

  /** The part of a range that is not in the set, in order. */
  missingIn({ from, to }: Range): Range[] {
    const missing: Range[] = [];
    let next = from;
    for (const each of this.ranges) {
      if (each.to <= next) continue;
      if (each.from >= to) break;
      if (each.from > next) missing.push({ from: next, to: each.from });
      next = each.to;
    }
    if (next < to) missing.push({ from: next, to });
    return missing;
  }

  /** How many offsets of a range are not in the set. */
  countMissingIn(range: Range): bigint {
    return this.missingIn(range).reduce((sum, { from, to }) => sum + (to - from), 0n);
  }
}

// Math.min and Math.max do not accept bigint.

export function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

export function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
