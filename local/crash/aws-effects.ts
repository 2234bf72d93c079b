import type { Around } from '../aws';
import type { Effect, KillSwitch } from './kill-switch';

/** Wraps every AWS call that changes something with the kill switch. */
export function aroundAws(killSwitch: KillSwitch): Around {
  return async (call, carryOut) => {
    const effect = effectOf(call);
    if (!effect) return carryOut();
    return (await killSwitch.around(effect, carryOut)) ?? {};
  };
}

function effectOf({ target, input }: Parameters<Around>[0]): Effect | undefined {
  const operation = target.split('.').at(-1) ?? '';
  switch (operation) {
    case 'PutParameter':
    case 'DeleteParameter': {
      // The parameter is named /spillway/LANE/state.
      const [, , lane = '', which = ''] = String(input.Name).split('/');
      return { lane, name: `${operation} ${which}` };
    }
    case 'UpdateService':
      return {
        lane: String(input.service),
        name: `${operation} ${input.forceNewDeployment === true ? 'forceNewDeployment' : `desiredCount ${input.desiredCount}`}`,
      };
    default:
      return undefined;
  }
}
