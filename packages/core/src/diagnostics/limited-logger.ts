import type { Clock } from '../time/clock.ts'
import { LimitedLog } from './limited-log.ts'
import type { Logger } from './logger.ts'

/** Sentences that are remembered. Ours are constants and far fewer; what is told of them stands in the fields. */
const MAX_MESSAGES = 200

/**
 * The same logger, with each warning and error told in a handful of lines however often it happens ({@link LimitedLog}). Two
 * events are of one kind when their message is the same.
 */
export function limitedLogger(logger: Logger, clock: Clock): Logger {
  const logs = new Map<string, LimitedLog>()
  const logOf = (message: string): LimitedLog => {
    const known = logs.get(message)
    if (known !== undefined) return known
    if (logs.size >= MAX_MESSAGES) logs.clear()
    const log = new LimitedLog(logger, clock)
    logs.set(message, log)
    return log
  }
  return Object.freeze<Logger>({
    debug: (message, fields) => logger.debug(message, fields),
    info: (message, fields) => logger.info(message, fields),
    warn: (message, fields) => void logOf(message).warn(message, fields),
    error: (message, fields) => void logOf(message).error(message, fields),
  })
}
