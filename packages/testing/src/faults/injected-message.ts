import type { BrokerErrorName } from '@headwater/protocol'
import type { ErrorDetails } from './error-details.ts'

/** What an injected error says to people. */
export function messageOf(error: BrokerErrorName, { message }: ErrorDetails): string {
  return message ?? `Injected ${error}`
}
