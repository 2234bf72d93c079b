/** Adds thousands separators: `1234567` becomes `1,234,567`. */
export function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A count with its noun, and a verb where one follows: `1 task has`, `6 tasks have`. */
export function counted(count: number, one: string, verbs?: readonly [one: string, many: string]): string {
  const verb = verbs ? ` ${verbs[count === 1 ? 0 : 1]}` : '';
  return `${grouped(String(count))} ${one}${count === 1 ? '' : 's'}${verb}`;
}
