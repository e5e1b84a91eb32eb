import type { BrokerErrorName } from '@headwater/protocol'

/** What a fault rule does to a request; {@link FaultPoint} documents each. */
export type FaultAction =
  | { readonly kind: 'error'; readonly error: BrokerErrorName; readonly message: string }
  | { readonly kind: 'applyThenError'; readonly error: BrokerErrorName; readonly message: string }
  | { readonly kind: 'delay'; readonly delayMs: number }
  | { readonly kind: 'throttle'; readonly throttleMs: number }
  | { readonly kind: 'dropRequest' }
  | { readonly kind: 'applyThenDrop' }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'applyThenDisconnect' }
  | { readonly kind: 'cutResponseAt'; readonly byte: number }
  | { readonly kind: 'corrupt'; readonly change: (response: Buffer) => Buffer }
  | { readonly kind: 'lengthPrefix'; readonly length: number }
  | { readonly kind: 'hold' }
