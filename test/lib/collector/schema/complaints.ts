import { parse } from 'yaml';
import { checkComponent } from '../../../../lib/collector/schema';
import type { CheckOptions } from '../../../../lib/collector/schema/check-options';
import type { Section } from '../../../../lib/collector/schema/component-types';

export interface Around {
  /**
   * The signals of the pipelines that use the component.
   * @default ['traces']
   */
  signals?: string[];
  extensions?: string[];
  options?: CheckOptions;
}

/** The problems of a component's settings (YAML), as `refusal key: message`. The component is such as `receivers/kafka`. */
export function complaints(
  component: string,
  settings: string,
  minor: number,
  around: Around = {},
): string[] {
  const [section = '', type = ''] = component.split('/');
  const { signals = ['traces'], extensions = [], options = {} } = around;
  const checked = checkComponent(
    { section: section as Section, id: type, type, settings: parse(settings), signals, extensions },
    { text: `0.${minor}.0`, minor },
    options,
  );
  return checked.map(({ refusal, path, message }) => `${refusal} ${path.slice(2).join('.')}: ${message}`);
}

/** The same without the message: `refusal key`. */
export function refusals(component: string, settings: string, minor: number, around: Around = {}): string[] {
  return complaints(component, settings, minor, around).map((line) => line.slice(0, line.indexOf(':')));
}
