import type { CallRule, Fate, Operation } from './calls';

/** Gives these operations one outcome for as long as the rule is in place. */
export function always(operations: readonly Operation[], fate: Fate): CallRule {
  return ({ operation }) => (operations.includes(operation) ? fate : undefined);
}

/** Gives every `nth` call of an operation this outcome. */
export function every(nth: number, operation: Operation, fate: Fate): CallRule {
  return (call) => (call.operation === operation && call.nth % nth === 0 ? fate : undefined);
}

/** Gives the next `count` calls of an operation this outcome, then no more. */
export function next(operation: Operation, fate: Fate, count = 1): CallRule {
  let left = count;
  return (call) => {
    if (call.operation !== operation || left === 0) return undefined;
    left -= 1;
    return fate;
  };
}

/** Gives these operations one outcome between two times. */
function between(fromMs: number, toMs: number, operations: readonly Operation[], fate: Fate): CallRule {
  return ({ operation, atMs }) =>
    atMs >= fromMs && atMs < toMs && operations.includes(operation) ? fate : undefined;
}

/** Changes the world right before each call of an operation, which then goes on as usual. */
export function meanwhile(operation: Operation, change: () => void): CallRule {
  return (call) => {
    if (call.operation === operation) change();
    return undefined;
  };
}

/** The controller cannot reach Kafka, but the tasks can. */
export function kafkaOutOfReach(
  fromMs = Number.NEGATIVE_INFINITY,
  toMs = Number.POSITIVE_INFINITY,
): CallRule {
  return between(fromMs, toMs, ['kafka.connect'], { kind: 'refused' });
}
