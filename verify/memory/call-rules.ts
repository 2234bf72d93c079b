import type { CallRule, Fate, Operation } from './calls';

/** A fate for these operations, for as long as the rule is there. */
export function always(operations: readonly Operation[], fate: Fate): CallRule {
  return ({ operation }) => (operations.includes(operation) ? fate : undefined);
}

/** A fate for every `nth` call of an operation. */
export function every(nth: number, operation: Operation, fate: Fate): CallRule {
  return (call) => (call.operation === operation && call.nth % nth === 0 ? fate : undefined);
}

/** A fate for the next calls of an operation, then never again. */
export function next(operation: Operation, fate: Fate, count = 1): CallRule {
  let left = count;
  return (call) => {
    if (call.operation !== operation || left === 0) return undefined;
    left -= 1;
    return fate;
  };
}

/** A fate for the calls of some operations between two times. */
function between(fromMs: number, toMs: number, operations: readonly Operation[], fate: Fate): CallRule {
  return ({ operation, atMs }) =>
    atMs >= fromMs && atMs < toMs && operations.includes(operation) ? fate : undefined;
}

/** Kafka cannot be reached by the controller; the tasks reach it as before. */
export function kafkaOutOfReach(
  fromMs = Number.NEGATIVE_INFINITY,
  toMs = Number.POSITIVE_INFINITY,
): CallRule {
  return between(fromMs, toMs, ['kafka.connect'], { kind: 'refused' });
}
