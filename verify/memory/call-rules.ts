import type { CallRule, Fate, Operation } from './calls';

/** One outcome for these operations, as long as the rule is present. */
export function always(operations: readonly Operation[], fate: Fate): CallRule {
  return ({ operation }) => (operations.includes(operation) ? fate : undefined);
}

/** One outcome for every `nth` call of an operation. */
export function every(nth: number, operation: Operation, fate: Fate): CallRule {
  return (call) => (call.operation === operation && call.nth % nth === 0 ? fate : undefined);
}

/** One outcome for the next calls of an operation, then none. */
export function next(operation: Operation, fate: Fate, count = 1): CallRule {
  let left = count;
  return (call) => {
    if (call.operation !== operation || left === 0) return undefined;
    left -= 1;
    return fate;
  };
}

/** One outcome for some operations between two times. */
function between(fromMs: number, toMs: number, operations: readonly Operation[], fate: Fate): CallRule {
  return ({ operation, atMs }) =>
    atMs >= fromMs && atMs < toMs && operations.includes(operation) ? fate : undefined;
}

/** The controller cannot reach Kafka; the tasks can. */
export function kafkaOutOfReach(
  fromMs = Number.NEGATIVE_INFINITY,
  toMs = Number.POSITIVE_INFINITY,
): CallRule {
  return between(fromMs, toMs, ['kafka.connect'], { kind: 'refused' });
}
