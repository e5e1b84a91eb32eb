/**
 * Keeps Node from printing `TimeoutNegativeWarning`, which kafkajs 2.2.4 causes whenever it has nothing to throttle: it sets a
 * timer for a time that has passed. Node's own listener prints every warning, so it is replaced by one that prints the rest.
 */
export function hideTimerWarning(): void {
  process.removeAllListeners('warning')
  process.on('warning', (warning) => {
    if (warning.name !== 'TimeoutNegativeWarning') console.error(warning)
  })
}
