/**
 * Whether an array of bytes has lost them: its buffer was transferred elsewhere, or resized so that it does not reach that far any
 * more. Its length is 0 then, as if it had always been empty.
 */
export function areGone(bytes: Uint8Array): boolean {
  try {
    Uint8Array.prototype.at.call(bytes, 0) // Every method checks it; no property tells it of all kinds of buffers.
    return false
  } catch {
    return true
  }
}
