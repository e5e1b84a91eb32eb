export { decode } from './codec/decode.ts'
export { decodeLeading } from './codec/decode-leading.ts'
export { encode } from './codec/encode.ts'
export { type BrokerError, brokerErrorByCode, brokerErrorCode } from './errors/broker-error.ts'
export { BROKER_ERRORS, type BrokerErrorName } from './errors/broker-errors.ts'
export {
  ProtocolError,
  type ProtocolErrorCode,
  type ProtocolErrorDetails,
} from './errors/protocol-error.ts'
export { type Api, apiByKey } from './frames/api-by-key.ts'
export { FrameReader } from './frames/frame-reader.ts'
export { requestHeaderVersion, responseHeaderVersion } from './frames/header-version.ts'
export {
  type DecodedRequestHeader,
  decodeRequestHeader,
  encodeRequestFrame,
} from './frames/request-frame.ts'
export {
  type DecodedResponseHeader,
  decodeResponseHeader,
  encodeResponseFrame,
} from './frames/response-frame.ts'
export * from './messages/index.ts'
export { decodeMessage, encodeMessage } from './messages-by-name.ts'
export type {
  FieldDefault,
  FieldSchema,
  MessageSchema,
  PrimitiveType,
  StructSchema,
} from './schema/message-schema.ts'
