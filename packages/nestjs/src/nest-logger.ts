import type { Logger } from '@headwater/core'
import { Logger as NestLogger } from '@nestjs/common'

/** The name that stands before each line in Nest's log. */
export const LOG_CONTEXT = 'KafkaProducer'

type LogFields = Readonly<Record<string, unknown>>

/**
 * Core's logger on top of Nest's. The sentence comes first and the fields second: Nest 12 makes them structured parameters,
 * Nest 11 prints them on a line of their own.
 */
export function nestLogger(): Logger {
  const logger = new NestLogger(LOG_CONTEXT)
  return {
    debug: (message, fields) => logger.debug(message, ...present(fields)),
    info: (message, fields) => logger.log(message, ...present(fields)),
    warn: (message, fields) => logger.warn(message, ...present(fields)),
    error: (message, fields) => logger.error(message, ...present(fields)),
  }
}

// Nest prints an empty object as a line of its own. An Error among the fields would lose all but its text in JSON.
function present(fields: LogFields): LogFields[] {
  const entries = Object.entries(fields)
  if (entries.length === 0) return []
  return [
    Object.fromEntries(
      entries.map(([name, value]) => [
        name,
        value instanceof Error ? (value.stack ?? value.message) : value,
      ]),
    ),
  ]
}
