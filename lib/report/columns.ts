const GAP = '  ';

/**
 * Formats rows as lines with aligned columns and no borders, so that they can be read, copied and searched.
 *
 * @param right indexes of right-aligned columns
 */
export function columnLines(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths = (rows[0] ?? []).map((_, index) =>
    Math.max(...rows.map((row) => [...(row[index] ?? '')].length)),
  );
  return rows.map((row) =>
    row
      .map((cell, index) => {
        const space = ' '.repeat((widths[index] ?? 0) - [...cell].length);
        return right.includes(index) ? space + cell : cell + space;
      })
      .join(GAP)
      .trimEnd(),
  );
}
