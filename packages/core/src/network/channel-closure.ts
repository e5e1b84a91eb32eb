import { ProducerError } from '../errors/producer-error.ts'

/** Why a channel closed. */
export type ChannelClosure =
  /** The peer ended the stream (`error` is null), or the socket broke; with so many requests waiting and answered. */
  | {
      readonly kind: 'lost'
      readonly error: Error | null
      readonly waiting: number
      readonly answered: number
    }
  /** The peer sent what is no answer to what was asked. */
  | { readonly kind: 'malformed'; readonly error: Error }
  | { readonly kind: 'timeout'; readonly api: string; readonly timeoutMs: number }
  /** We closed it: idle, moved away, no longer needed. */
  | { readonly kind: 'local'; readonly reason: string }

/**
 * The closure as the error of a request that was not answered because of it; sending the request again, over another
 * connection, may succeed.
 */
export function closureError(
  closure: ChannelClosure,
  peerName: string,
  persisted: 'no' | 'possibly',
): ProducerError {
  const cause = 'error' in closure ? (closure.error ?? undefined) : undefined
  return new ProducerError('BROKERS_UNREACHABLE', describeClosure(closure, peerName), {
    retriable: true,
    persisted,
    cause,
  })
}

function describeClosure(closure: ChannelClosure, peerName: string): string {
  switch (closure.kind) {
    case 'lost': {
      const how =
        closure.error === null ? 'was closed by the broker' : `was lost (${closure.error.message})`
      // A SASL listener negotiates versions with anyone and then closes at the first real request.
      const unheard = closure.waiting > 0 && closure.answered === 0
      const hint = unheard ? ' before it answered anything; a SASL listener?' : ''
      return `The connection to ${peerName} ${how}${hint}`
    }
    case 'malformed':
      return `Malformed answer from ${peerName}: ${closure.error.message}`
    case 'timeout':
      return `No answer to ${closure.api} from ${peerName} within ${closure.timeoutMs} ms`
    case 'local':
      return `The connection to ${peerName} was closed: ${closure.reason}`
    default:
      return closure satisfies never
  }
}
