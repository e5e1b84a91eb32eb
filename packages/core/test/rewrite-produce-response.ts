import { decode, encode, type ProduceResponse, produceResponse } from '@headwater/protocol'

/** Length prefix, correlation id, and the tagged fields of a flexible header. */
const HEADER_BYTES = 9
const LENGTH_BYTES = 4

/** For a fault's `corrupt`: a Produce answer of version 13 that says what `change` makes of it. */
export function rewriteProduceResponse(
  change: (response: ProduceResponse) => ProduceResponse,
): (frame: Buffer) => Buffer {
  return (frame) => {
    const response = decode(produceResponse, 13, frame.subarray(HEADER_BYTES))
    const body = encode(produceResponse, 13, change(response))
    const rewritten = Buffer.concat([frame.subarray(0, HEADER_BYTES), body])
    rewritten.writeInt32BE(rewritten.length - LENGTH_BYTES)
    return rewritten
  }
}
