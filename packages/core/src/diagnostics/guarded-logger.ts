import type { Logger } from './logger.ts'

/**
 * The same logger, made harmless: what it throws, or rejects with when its methods are asynchronous, is dropped, so that a
 * broken log transport never breaks a delivery.
 */
export function guardedLogger(logger: Logger): Logger {
  const guard =
    (level: keyof Logger): Logger['warn'] =>
    (message, fields) => {
      try {
        const outcome: unknown = logger[level](message, fields)
        if (outcome instanceof Promise) outcome.catch(() => undefined)
      } catch {
        // There is nowhere left to report it: the logger was the place.
      }
    }
  return Object.freeze<Logger>({
    debug: guard('debug'),
    info: guard('info'),
    warn: guard('warn'),
    error: guard('error'),
  })
}
