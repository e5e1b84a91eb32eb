import type { Producer } from '@headwater/core'

/** Two rounds of dialling are this far apart, in milliseconds; core backs off per broker on its own. */
const ROUND_PAUSE_MS = 500

/** How long to try, and what to do meanwhile. */
export interface ConnectAttempt {
  /** Ends the attempt; its reason is what the promise rejects with. */
  readonly signal: AbortSignal
  /** Whether the pauses between rounds keep the process alive. */
  readonly holdProcess: boolean
  /** Told the first error that another round may heal. */
  readonly onFirstFailure: (error: unknown) => void
}

/**
 * Connects, round after round while the error says that it may pass, until a broker answers or the signal ends it.
 *
 * @throws the signal's reason, or the first error that repeating does not heal
 */
export async function connectWithRetry(
  producer: Pick<Producer, 'connect'>,
  attempt: ConnectAttempt,
): Promise<void> {
  const { signal, holdProcess, onFirstFailure } = attempt
  for (let round = 0; ; round++) {
    signal.throwIfAborted()
    try {
      return await beforeAbort(producer.connect(), signal)
    } catch (error) {
      if (signal.aborted || !isRetriable(error)) throw error
      if (round === 0) onFirstFailure(error)
    }
    await beforeAbort(pause(holdProcess), signal)
  }
}

/** Settles as the promise does, or rejects with the signal's reason, whichever is first. */
function beforeAbort(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort)
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

function pause(holdProcess: boolean): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ROUND_PAUSE_MS)
    if (!holdProcess) timer.unref()
  })
}

function isRetriable(error: unknown): boolean {
  return error instanceof Error && 'retriable' in error && error.retriable === true
}
