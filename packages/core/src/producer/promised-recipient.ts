import { PROMISE_OVERHEAD_BYTES } from '../accumulator/memory-budget.ts'
import type { Recipient } from '../accumulator/recipient.ts'
import type { ProducerError } from '../errors/producer-error.ts'
import type { RecordMetadata } from '../record/record-metadata.ts'

type Resolve = (metadata: RecordMetadata) => void
type Reject = (error: ProducerError) => void

// `new Promise` calls this at once, so the two functions can be handed over here: one executor serves every record, where a
// closure each would be one more allocation.
let capturedResolve: Resolve
let capturedReject: Reject
function captureSettlers(resolve: Resolve, reject: Reject): void {
  capturedResolve = resolve
  capturedReject = reject
}

/** A caller that is told through a promise of its own. */
export function promisedRecipient(): Recipient & { readonly promise: Promise<RecordMetadata> } {
  const promise = new Promise<RecordMetadata>(captureSettlers)
  return {
    target: capturedResolve,
    detail: capturedReject,
    promise,
    overheadBytes: PROMISE_OVERHEAD_BYTES,
  }
}
