/** How much of a text goes into the message of an error. */
const SHOWN_CHARACTERS = 60

/** Whatever could break a line of a log, or hide a part of it, and is left as it is by JSON. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** Shows a value of any origin: short, on one line, and without running any code of its own. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return describeText(value)
    case 'bigint':
      // The digits of a bigint take a time that grows with the square of their number.
      return BigInt.asIntN(128, value) === value ? `${value}n` : 'a bigint beyond 128 bits'
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'an array' : 'an object'
    default:
      return `a ${typeof value}`
  }
}

function describeText(text: string): string {
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text
  return JSON.stringify(shown).replace(UNSEEN, escapeCharacter)
}

function escapeCharacter(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`
}
