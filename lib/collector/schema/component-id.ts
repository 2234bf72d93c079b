/** The patterns of Go's component.Type and component.ID. */
const TYPE = /^[a-zA-Z][0-9a-zA-Z_]{0,62}$/;
const NAME = /^[^\p{Z}\p{C}\p{S}]{1,1024}$/u;

const INVALID_TYPE = 'its type must start with a letter and contain only letters, digits and underscores';

export interface ParsedId {
  type: string;
  name: string;
  /** `type/name`, without the spaces that Go trims. */
  id: string;
}

/**
 * The parts of `type/name`, or a clause that says why it is not a valid ID. As in Go, spaces around each part are
 * trimmed.
 */
export function parseComponentId(text: string): ParsedId | { wrong: string } {
  const cut = text.indexOf('/');
  const type = (cut < 0 ? text : text.slice(0, cut)).trim();
  if (type === '') return { wrong: cut < 0 ? 'it is empty' : 'nothing comes before the "/"' };
  if (cut >= 0) {
    const name = text.slice(cut + 1).trim();
    if (name === '') return { wrong: 'nothing comes after the "/"' };
    if (!NAME.test(name)) return { wrong: 'its name contains a space, a symbol or a control character' };
    if (!TYPE.test(type)) return { wrong: INVALID_TYPE };
    return { type, name, id: `${type}/${name}` };
  }
  return TYPE.test(type) ? { type, name: '', id: type } : { wrong: INVALID_TYPE };
}
