import type { ByteReader } from '../bytes/byte-reader.ts'
import type { ByteWriter } from '../bytes/byte-writer.ts'

/** How one value is written and read in one version of one message. */
export interface ValueCodec {
  /** The fewest bytes that a value takes. A count of elements is checked against it before the elements are read. */
  readonly minBytes: number
  /** @throws {ProtocolError} `INVALID_VALUE`: the value is not one of the field's. */
  write(writer: ByteWriter, value: unknown): void
  /** @throws {ProtocolError} `MALFORMED`: the bytes are not such a value. */
  read(reader: ByteReader): unknown
}
