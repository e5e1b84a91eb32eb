import { ignoreRejection } from '../errors/ignore-rejection.ts'
import type { Logger } from './logger.ts'

/**
 * The same logger, made harmless: what it throws, or rejects with when its methods are asynchronous, is dropped, so that a
 * broken log transport never breaks a delivery. So is what happens while it is told of something else: a logger that sends its
 * lines to Kafka, through the same producer, would be told of its own refused lines without end.
 */
export function guardedLogger(logger: Logger): Logger {
  let telling = false
  const guard =
    (level: keyof Logger): Logger['warn'] =>
    (message, fields) => {
      if (telling) return
      telling = true
      try {
        ignoreRejection(logger[level](message, fields))
      } catch {
        // There is nowhere left to report it: the logger was the place.
      } finally {
        telling = false
      }
    }
  return Object.freeze<Logger>({
    debug: guard('debug'),
    info: guard('info'),
    warn: guard('warn'),
    error: guard('error'),
  })
}
