import { formatLogLine } from './format-log-line.ts'
import type { Logger } from './logger.ts'

/**
 * Writes warnings and errors to the console's error stream, one line per event, and drops the rest: retries are debug
 * events, so a cluster that recovers by itself says little or nothing.
 */
export const consoleLogger: Logger = Object.freeze<Logger>({
  debug: () => undefined,
  info: () => undefined,
  warn: (message, fields) => console.warn(formatLogLine('WARN', message, fields)),
  error: (message, fields) => console.error(formatLogLine('ERROR', message, fields)),
})
