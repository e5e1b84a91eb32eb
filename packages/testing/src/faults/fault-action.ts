import type { BrokerErrorName } from '@headwater/protocol'
import type { Closing } from '../cluster/answer.ts'
import type { ErrorDetails } from './error-details.ts'

/** What a fault rule does to a request; {@link FaultPoint} documents each. */
export type FaultAction =
  | { readonly kind: 'error'; readonly error: BrokerErrorName; readonly details: ErrorDetails }
  | {
      readonly kind: 'applyThenError'
      readonly error: BrokerErrorName
      readonly details: ErrorDetails
    }
  | { readonly kind: 'delay'; readonly delayMs: number }
  | { readonly kind: 'throttle'; readonly throttleMs: number }
  | { readonly kind: 'dropRequest' }
  | { readonly kind: 'applyThenDrop' }
  | { readonly kind: 'disconnect'; readonly how: Closing }
  | { readonly kind: 'applyThenDisconnect'; readonly how: Closing }
  | { readonly kind: 'cutResponseAt'; readonly byte: number }
  | { readonly kind: 'corrupt'; readonly change: (response: Buffer) => Buffer }
  | { readonly kind: 'changeAnswer'; readonly change: (response: unknown) => unknown }
  | { readonly kind: 'lengthPrefix'; readonly length: number }
  | { readonly kind: 'wrongCorrelationId' }
  | { readonly kind: 'duplicateResponse' }
  | { readonly kind: 'hold' }
