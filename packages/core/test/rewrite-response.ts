import { decode, encode, type MessageSchema } from '@headwater/protocol'

/** Length prefix, correlation id, and the tagged fields of a flexible header. */
const HEADER_BYTES = 9
const LENGTH_BYTES = 4

/** For a fault's `corrupt`: an answer of that version, a flexible one, that says what `change` makes of it. */
export function rewriteResponse<Response>(
  schema: MessageSchema<Response>,
  version: number,
  change: (response: Response) => NoInfer<Response>,
): (frame: Buffer) => Buffer {
  return (frame) => {
    const response = decode(schema, version, frame.subarray(HEADER_BYTES))
    const body = encode(schema, version, change(response))
    const rewritten = Buffer.concat([frame.subarray(0, HEADER_BYTES), body])
    rewritten.writeInt32BE(rewritten.length - LENGTH_BYTES)
    return rewritten
  }
}
