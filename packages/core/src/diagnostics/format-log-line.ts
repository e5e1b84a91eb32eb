import { inspect } from 'node:util'
import { printableText } from '../errors/printable-text.ts'

const MAX_MESSAGE_LENGTH = 500
const MAX_FIELD_LENGTH = 300
const MAX_FIELDS = 20
const MAX_CAUSES = 3

/**
 * An event as exactly one line of bounded length: `headwater WARN Broker 1 is away host=10.0.0.1 attempts=3`. Topic names,
 * broker messages and the like come from outside; none can forge a second line or send an escape sequence to a terminal.
 */
export function formatLogLine(
  level: string,
  message: string,
  fields: Readonly<Record<string, unknown>>,
): string {
  let line = `headwater ${level} ${printableText(message, MAX_MESSAGE_LENGTH)}`
  for (const [name, value] of Object.entries(fields).slice(0, MAX_FIELDS)) {
    line += ` ${printableText(name, MAX_FIELD_LENGTH)}=${formatField(value)}`
  }
  return line
}

function formatField(value: unknown): string {
  try {
    return printableText(describeField(value), MAX_FIELD_LENGTH)
  } catch {
    // An error of the caller's may have a message that throws; the event is told all the same.
    return '(unprintable)'
  }
}

function describeField(value: unknown): string {
  if (value instanceof Error) return describeError(value)
  if (typeof value !== 'object') return String(value)
  // Bounded in depth and width, and blind to the object's own formatting.
  return inspect(value, {
    depth: 2,
    maxArrayLength: 10,
    maxStringLength: 100,
    breakLength: Number.POSITIVE_INFINITY,
    customInspect: false,
    getters: false,
  })
}

/** Messages only, never a stack or an error's other properties: those of foreign errors may hold anything. */
function describeError(error: Error): string {
  let text = `${error.name}: ${error.message}`
  let cause = error.cause
  for (let i = 0; i < MAX_CAUSES && cause instanceof Error; i++) {
    text += ` (caused by ${cause.name}: ${cause.message})`
    cause = cause.cause
  }
  return text
}
