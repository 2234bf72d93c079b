/** As Go's component.Type and component.ID want them. */
const TYPE = /^[a-zA-Z][0-9a-zA-Z_]{0,62}$/;
const NAME = /^[^\p{Z}\p{C}\p{S}]{1,1024}$/u;

export interface ParsedId {
  type: string;
  name: string;
  /** `type/name`, without the spaces that Go trims. */
  id: string;
}

/** The halves of `type/name`, or what is wrong with it. Spaces around each half are trimmed, as Go does. */
export function parseComponentId(text: string): ParsedId | { wrong: string } {
  const cut = text.indexOf('/');
  const type = (cut < 0 ? text : text.slice(0, cut)).trim();
  if (type === '') return { wrong: cut < 0 ? 'is empty' : 'has nothing before the "/"' };
  if (cut >= 0) {
    const name = text.slice(cut + 1).trim();
    if (name === '') return { wrong: 'has nothing after the "/"' };
    if (!NAME.test(name)) return { wrong: 'has a space, a sign or a control character in its name' };
    if (!TYPE.test(type)) return { wrong: `has characters in its type that are not allowed` };
    return { type, name, id: `${type}/${name}` };
  }
  return TYPE.test(type)
    ? { type, name: '', id: type }
    : { wrong: `has characters in its type that are not allowed` };
}
