import { decode, decodeResponseHeader, type MessageSchema } from '@headwater/protocol'

/** Reads a response without its four bytes of length. */
export function decodeFrame<T>(schema: MessageSchema<T>, version: number, frame: Buffer): T {
  const { bodyOffset } = decodeResponseHeader(schema, version, frame)
  return decode(schema, version, frame.subarray(bodyOffset))
}
