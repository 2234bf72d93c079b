/** A value for each period; a period without a value is absent. */
export type Series = ReadonlyMap<number, number>;

/** The range over which an expression is evaluated, as the start of each period. */
export interface Range {
  periods: readonly number[];
  seriesOf(id: string): Series;
}

/**
 * Evaluates the part of CloudWatch's metric math that our alarms use: `IF`, `FILL`, comparisons and differences. Where one
 * operand has no value, neither has the result. `FILL` fills gaps, but makes nothing of a metric without any value, because
 * AWS does not document that case: an alarm must not depend on it.
 */
export function evaluate(expression: string, range: Range): Series {
  const tokens = expression.match(/[A-Za-z_]\w*|\d+|[-(),>]/g) ?? [];
  if (tokens.join('') !== expression.replaceAll(' ', '')) throw new Error(`cannot read ${expression}`);
  let at = 0;
  const result = comparison();
  if (at < tokens.length) throw new Error(`cannot read ${expression} after ${tokens.slice(0, at).join(' ')}`);
  return result;

  function comparison(): Series {
    const left = difference();
    return accepts('>') ? combined([left, difference()], ([a = 0, b = 0]) => (a > b ? 1 : 0)) : left;
  }

  function difference(): Series {
    let left = operand();
    while (accepts('-')) left = combined([left, operand()], ([a = 0, b = 0]) => a - b);
    return left;
  }

  function operand(): Series {
    const token = tokens[at++] ?? '';
    if (/^\d/.test(token)) return new Map(range.periods.map((start) => [start, Number(token)]));
    if (!accepts('(')) return range.seriesOf(token);
    const given = [comparison()];
    while (accepts(',')) given.push(comparison());
    if (!accepts(')')) throw new Error(`expected ) in ${expression}`);
    return called(token, given);
  }

  function called(name: string, given: Series[]): Series {
    if (name === 'IF') return combined(given, ([when = 0, yes = 0, no = 0]) => (when > 0 ? yes : no));
    if (name !== 'FILL') throw new Error(`unknown function ${name}`);
    const [series = new Map(), filler = new Map()] = given;
    return series.size === 0 ? series : new Map([...filler, ...series]);
  }

  function combined(given: Series[], of: (values: number[]) => number): Series {
    return new Map(
      range.periods.flatMap((start): [number, number][] => {
        const values = given.flatMap((series) => series.get(start) ?? []);
        return values.length === given.length ? [[start, of(values)]] : [];
      }),
    );
  }

  function accepts(token: string): boolean {
    if (tokens[at] !== token) return false;
    at += 1;
    return true;
  }
}
