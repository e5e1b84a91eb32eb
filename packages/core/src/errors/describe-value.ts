import { printableText } from './printable-text.ts'

const MAX_TEXT_LENGTH = 100

/**
 * A value in a few words for an error message: short scalars as they are, everything else by its kind alone, so that the
 * contents of an object never reach a message.
 */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `"${printableText(value, MAX_TEXT_LENGTH)}"`
    case 'bigint':
      return printableText(`${value}n`, MAX_TEXT_LENGTH)
    case 'symbol':
    case 'function':
      return `a ${typeof value}`
    case 'object':
      return value === null ? 'null' : describeObject(value)
    default:
      return String(value)
  }
}

function describeObject(value: object): string {
  try {
    if (Array.isArray(value)) return `an array of ${value.length}`
    const kind = Object.prototype.toString.call(value).slice('[object '.length, -1)
    return `an object (${printableText(kind, MAX_TEXT_LENGTH)})`
  } catch {
    return 'an object' // A proxy may throw at whatever it is asked; the error that is being made says more than that.
  }
}
